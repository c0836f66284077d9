import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { explorerPages, type ExplorerAccess } from './explorer-calls.ts';
import type { ExplorerTime } from './explorer-bill.ts';

/**
 * Asks Cost Explorer for one sum, to see whether the account uses it. One paid request.
 *
 * @throws AWS's errors, and {@link SpendCapError}
 */
export async function checkExplorer(
  access: ExplorerAccess,
  { from, until }: ExplorerTime,
  signal: AbortSignal,
): Promise<void> {
  const pages = explorerPages(
    access,
    {
      operation: 'GetCostAndUsage',
      purpose: 'connection test',
      command: (NextPageToken) =>
        new GetCostAndUsageCommand({
          ...{ NextPageToken, Granularity: 'DAILY', Metrics: ['UnblendedCost'] },
          TimePeriod: { Start: from, End: until },
        }),
    },
    signal,
  );
  await pages.next();
}
