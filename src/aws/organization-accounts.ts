import {
  OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  type Account as OrganizationAccount,
} from '@aws-sdk/client-organizations';
import { LongshoreError } from '../lib/errors.ts';
import { AwsAccessError } from './access-error.ts';
import type { Account, Partition } from './account.ts';
import type { ScopeClients } from './client-factory.ts';
import { classify, type AwsErrorClass } from './errors.ts';
import { NotAwsError } from './not-aws-error.ts';
import { guardedPages } from './page-guard.ts';
import { homeRegion } from './regions.ts';
import { NOT_AWS_REMEDY } from './remedy.ts';
import type { AccountSession } from './session.ts';

/**
 * Yields the active accounts of an organization, page by page; with `units`, only those below these
 * organizational units, at any depth.
 *
 * @throws {AwsAccessError} when a page cannot be read: the accounts so far are incomplete.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
export async function* organizationAccounts(
  { account: { partition } }: Pick<AccountSession, 'account'>,
  clients: ScopeClients,
  units: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Account, void> {
  const client = clients.of(OrganizationsClient, homeRegion(partition));
  const seen = new Set<string>();
  try {
    const pages =
      units.length === 0 ? allAccounts(client, signal) : accountsBelow(client, units, signal);
    for await (const page of pages) {
      for (const account of page) {
        if (account.Id === undefined || seen.has(account.Id) || !isActive(account)) continue;
        seen.add(account.Id);
        yield accountOf({ ...account, Id: account.Id }, partition);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LongshoreError) throw error; // the credentials could not be obtained: their error is more specific
    const failure = classify(error);
    const remedy = failure.remedy ?? remedyFor(failure.class, units.length > 0);
    throw new AwsAccessError('cannot list the accounts of the organization', error, remedy);
  }
}

function remedyFor(failureClass: AwsErrorClass, byUnit: boolean): string {
  const permissions = byUnit
    ? 'organizations:ListAccountsForParent and organizations:ListOrganizationalUnitsForParent'
    : 'organizations:ListAccounts';
  if (failureClass === 'denied') return `allow ${permissions} for the role in accountRoleArn`;
  if (failureClass === 'not-found') return 'check ouId: the organization has no such unit';
  if (failureClass === 'not-aws') return NOT_AWS_REMEDY;
  return 'run again: the list is incomplete, so nothing was deleted';
}

async function* allAccounts(
  client: OrganizationsClient,
  signal: AbortSignal,
): AsyncGenerator<readonly OrganizationAccount[], void> {
  let isEmpty = true;
  for await (const { Accounts = [] } of guardedPages(
    paginateListAccounts,
    { client, signal },
    {},
  )) {
    isEmpty &&= Accounts.length === 0;
    yield Accounts;
  }
  // The list always has the management account, so it is never empty.
  if (isEmpty) throw new NotAwsError('the response to ListAccounts has no account');
}

async function* accountsBelow(
  client: OrganizationsClient,
  units: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly OrganizationAccount[], void> {
  const calls = { client, signal };
  const waiting = [...units];
  const visited = new Set<string>();
  for (let ParentId = waiting.shift(); ParentId !== undefined; ParentId = waiting.shift()) {
    if (visited.has(ParentId)) continue;
    visited.add(ParentId);
    for await (const page of guardedPages(paginateListAccountsForParent, calls, { ParentId })) {
      yield page.Accounts ?? [];
    }
    const units = guardedPages(paginateListOrganizationalUnitsForParent, calls, { ParentId });
    for await (const page of units) {
      waiting.push(
        ...(page.OrganizationalUnits ?? []).flatMap(({ Id }) => (Id === undefined ? [] : [Id])),
      );
    }
  }
}

/** `State` replaces `Status`, which older endpoints still return alone. */
function isActive({ State, Status }: OrganizationAccount): boolean {
  return (State ?? Status) === 'ACTIVE';
}

function accountOf(
  { Id, Name, Email, Arn }: OrganizationAccount & { readonly Id: string },
  partition: Partition,
): Account {
  return {
    id: Id,
    name: Name ?? `Account ${Id}`,
    partition,
    ...(Email !== undefined && { email: Email }),
    ...(Arn !== undefined && { arn: Arn }),
  };
}
