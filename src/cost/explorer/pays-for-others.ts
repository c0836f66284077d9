import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Account } from '../../aws/account.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { classify } from '../../aws/errors.ts';
import { homeRegion } from '../../aws/regions.ts';

/** AWS's answer in an account without an organization. */
const ALONE = 'AWSOrganizationsNotInUseException';

/**
 * Does the account pay for others? If AWS does not allow the question: it may, so that no account is lost.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
export async function paysForOthers(
  clients: ScopeClients,
  { id, partition }: Account,
  signal: AbortSignal,
): Promise<boolean> {
  const client = clients.of(OrganizationsClient, homeRegion(partition));
  try {
    const { Organization } = await client.send(new DescribeOrganizationCommand({}), {
      abortSignal: signal,
    });
    return Organization?.MasterAccountId === id;
  } catch (error) {
    signal.throwIfAborted();
    return classify(error).code !== ALONE;
  }
}
