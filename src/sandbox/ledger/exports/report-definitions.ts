import { text, type Handler } from '../../services/handler.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';
import { DEFAULT_EXPORTS, exportBucket, exportPrefix } from './export-keys.ts';

const MOST = 5;

/**
 * The older reports of the payer.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_cur_DescribeReportDefinitions.html
 */
export function reportDefinitions(
  ledger: Ledger,
  { exports = DEFAULT_EXPORTS }: LedgerOptions,
): Readonly<Record<string, Handler>> {
  const DescribeReportDefinitions: Handler = (input, { accountId, pager }) => {
    const isPayer = accountId === ledger.estate.managementAccountId;
    const reports = exports.filter(({ table }) => isPayer && table === 'legacy-cur');
    const { indices, next } = pager.page('reports', reports.length, MOST, text(input, 'NextToken'));
    return {
      ReportDefinitions: indices
        .flatMap((index) => reports[index] ?? [])
        .map(({ name }) => ({
          ReportName: name,
          TimeUnit: 'DAILY',
          Format: 'textORcsv',
          Compression: 'GZIP',
          AdditionalSchemaElements: ['RESOURCES'],
          S3Bucket: exportBucket(ledger),
          S3Prefix: exportPrefix(),
          S3Region: 'us-east-1',
          AdditionalArtifacts: [],
          RefreshClosedReports: true,
          ReportVersioning: 'CREATE_NEW_REPORT',
        })),
      ...(next !== undefined && { NextToken: next }),
    };
  };
  return { DescribeReportDefinitions };
}
