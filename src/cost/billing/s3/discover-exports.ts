import {
  BCMDataExportsClient,
  GetExportCommand,
  ListExportsCommand,
} from '@aws-sdk/client-bcm-data-exports';
import type { ScopeClients } from '../../../aws/client-factory.ts';
import { tokenPages } from '../../../core/actions/sdk-pages.ts';
import type { ExportType } from '../charge-source.ts';
import type { ExportPlace } from './export-place.ts';

/** AWS has this API in one region only. */
const REGION = 'us-east-1';

/** The tables that exports select from. Other tables are not the bill: carbon, recommendations. */
const TABLES: readonly (readonly [RegExp, ExportType])[] = [
  [/\bFOCUS_1_2_AWS\b/i, 'focus-1.2'],
  [/\bFOCUS_1_1_AWS\b/i, 'focus-1.1'],
  [/\bFOCUS_1_0_AWS(?:_PREVIEW)?\b/i, 'focus-1.0'],
  [/\bCOST_AND_USAGE_REPORT\b/i, 'cur-2.0'],
];

/**
 * The exports of the bill that a payer account has defined in Data Exports. The legacy Cost and Usage Report belongs to
 * another API.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Billing_and_Cost_Management_Data_Exports.html
 */
export async function discoverExports(
  clients: ScopeClients,
  signal: AbortSignal,
): Promise<readonly ExportPlace[]> {
  const client = clients.of(BCMDataExportsClient, REGION);
  const places: ExportPlace[] = [];
  const pages = tokenPages(
    (NextToken) => client.send(new ListExportsCommand({ NextToken }), { abortSignal: signal }),
    ({ NextToken }) => NextToken,
  );
  for await (const { Exports = [] } of pages) {
    for (const { ExportArn } of Exports) {
      const command = new GetExportCommand({ ExportArn });
      const { Export } = await client.send(command, { abortSignal: signal });
      const query = Export?.DataQuery?.QueryStatement ?? '';
      const place = Export?.DestinationConfigurations?.S3Destination;
      const type = TABLES.find(([table]) => table.test(fromOf(query)))?.[1];
      if (type === undefined || Export?.Name === undefined || place?.S3Bucket === undefined)
        continue;
      places.push({
        name: Export.Name,
        bucket: place.S3Bucket,
        prefix: (place.S3Prefix ?? '').replace(/^\/+|\/+$/g, ''),
        region: place.S3Region ?? REGION,
        type,
      });
    }
  }
  return places;
}

/** Columns may have the name of a table. */
function fromOf(query: string): string {
  return /\bfrom\b(?<table>[^]*)$/i.exec(query)?.groups?.['table'] ?? '';
}
