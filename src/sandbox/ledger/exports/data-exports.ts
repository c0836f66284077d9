import { ServiceError } from '../../wire/call.ts';
import { text, type Handler } from '../../services/handler.ts';
import { startOf } from '../days.ts';
import type { Ledger } from '../ledger.ts';
import type { ExportOptions, LedgerOptions } from '../ledger-options.ts';
import { DEFAULT_EXPORTS, exportBucket, exportMonths, exportPrefix } from './export-keys.ts';
import { exportColumns } from './export-tables.ts';

const MOST = 100;

/** The ARN of an export of the payer. */
export function exportArn({ estate }: Ledger, { name }: ExportOptions): string {
  return `arn:aws:bcm-data-exports:us-east-1:${estate.managementAccountId}:export/${name}-5e0f1a2b-0000-4000-8000-000000000001`;
}

/** Exports as Data Exports knows them: the older report belongs to another service. */
function exportsOf({ exports = DEFAULT_EXPORTS }: LedgerOptions): readonly ExportOptions[] {
  return exports.filter(({ table }) => table !== 'legacy-cur');
}

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Billing_and_Cost_Management_Data_Exports.html */
export function dataExports(
  ledger: Ledger,
  options: LedgerOptions,
): Readonly<Record<string, Handler>> {
  const seen = (accountId: string): readonly ExportOptions[] =>
    accountId === ledger.estate.managementAccountId ? exportsOf(options) : [];
  const ListExports: Handler = (input, { accountId, pager }) => {
    const list = seen(accountId);
    const { indices, next } = pager.page('exports', list.length, MOST, text(input, 'NextToken'));
    return {
      Exports: indices.flatMap((index) => {
        const one = list[index];
        if (one === undefined) return [];
        return [{ ExportArn: exportArn(ledger, one), ExportName: one.name, ExportStatus: statusOf(ledger, one) }];
      }),
      NextToken: next,
    }; // prettier-ignore
  };
  const GetExport: Handler = (input, { accountId }) => {
    const arn = text(input, 'ExportArn');
    const found = seen(accountId).find((one) => exportArn(ledger, one) === arn);
    if (found === undefined) {
      throw new ServiceError('ResourceNotFoundException', `The export ${arn} does not exist.`, 404);
    }
    return { Export: definitionOf(ledger, found), ExportStatus: statusOf(ledger, found) };
  };
  return { ListExports, GetExport };
}

function statusOf(ledger: Ledger, options: ExportOptions): object {
  const months = exportMonths(ledger, options);
  const created = new Date(startOf(months[0]?.month ?? ledger.firstMonth));
  const refreshed = new Date(months.at(-1)?.writtenAt ?? created);
  return {
    StatusCode: 'HEALTHY',
    CreatedAt: created,
    LastUpdatedAt: created,
    LastRefreshedAt: refreshed,
  };
}

function definitionOf(ledger: Ledger, options: ExportOptions): object {
  const { name, table, format } = options;
  const columns = exportColumns(options).map((column) => column.name);
  const isCur = table === 'COST_AND_USAGE_REPORT';
  return {
    ExportArn: exportArn(ledger, options),
    Name: name,
    Description: `Daily ${name}`,
    DataQuery: {
      QueryStatement: `SELECT ${columns.join(', ')} FROM ${table}`,
      TableConfigurations: {
        [table]: {
          TIME_GRANULARITY: 'DAILY',
          ...(isCur && {
            INCLUDE_RESOURCES: 'TRUE',
            INCLUDE_SPLIT_COST_ALLOCATION_DATA: 'FALSE',
            INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY: 'FALSE',
          }),
        },
      },
    },
    DestinationConfigurations: {
      S3Destination: {
        S3Bucket: exportBucket(ledger),
        S3Prefix: exportPrefix(),
        S3Region: 'us-east-1',
        S3OutputConfigurations: {
          OutputType: 'CUSTOM',
          Format: format === 'csv' ? 'TEXT_OR_CSV' : 'PARQUET',
          Compression: format === 'csv' ? 'GZIP' : 'PARQUET',
          Overwrite: 'OVERWRITE_REPORT',
        },
      },
    },
    RefreshCadence: { Frequency: 'SYNCHRONOUS' },
  };
}
