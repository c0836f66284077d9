import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Partition } from './account.ts';
import type { ScopeClients } from './client-factory.ts';
import { homeRegion } from './regions.ts';

/**
 * The ARN of the role or user that a session's calls are made with. AWS allows this call to everyone.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function sessionArn(
  clients: ScopeClients,
  partition: Partition,
  signal: AbortSignal,
): Promise<string | undefined> {
  const client = clients.of(STSClient, homeRegion(partition));
  const { Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
  return Arn;
}
