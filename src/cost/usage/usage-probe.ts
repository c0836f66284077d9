import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import type { ScopeClients } from '../../aws/client-factory.ts';

/** Lists the metrics of a name that none has: free within a million requests a month, and small. */
export async function tryListMetrics(
  clients: ScopeClients,
  region: string,
  signal: AbortSignal,
): Promise<void> {
  const input = { Namespace: 'AWS/EC2', MetricName: 'LongshorePermissionCheck' };
  const client = clients.of(CloudWatchClient, region);
  await client.send(new ListMetricsCommand(input), { abortSignal: signal });
}
