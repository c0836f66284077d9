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
  account: Account,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await payerOf(clients, account, signal)) === account.id;
  } catch {
    signal.throwIfAborted();
    return true;
  }
}

/**
 * The account that pays for the organization; undefined without one.
 *
 * @throws AWS's errors, when it does not allow the question
 */
export async function payerOf(
  clients: ScopeClients,
  { partition }: Account,
  signal: AbortSignal,
): Promise<string | undefined> {
  const client = clients.of(OrganizationsClient, homeRegion(partition));
  const command = new DescribeOrganizationCommand({});
  try {
    const { Organization } = await client.send(command, { abortSignal: signal });
    return Organization?.MasterAccountId;
  } catch (error) {
    if (classify(error).code === ALONE) return undefined;
    throw error;
  }
}
