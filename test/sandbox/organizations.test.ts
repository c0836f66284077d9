import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  accountParent,
  accountTags,
  organizationAccount,
} from '../../src/sandbox/estate/organization.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { assume, clients, failureOf, memberOf, readAll, smallSandbox } from './clients.ts';

let sandbox: Sandbox;
let client: OrganizationsClient;

beforeAll(async () => {
  sandbox = await smallSandbox({ estate: { seed: 'organization', accounts: 45 } });
  client = clients(sandbox).organizations;
});
afterAll(() => sandbox.close());

test('lists every account, twenty to a page at most', async () => {
  const { items, pageCount } = await readAll(
    paginateListAccounts({ client }, {}),
    (page) => page.Accounts,
  );

  expect(items).toEqual(
    sandbox.estate.accountIds.map((id) => organizationAccount(sandbox.estate, id)),
  );
  expect(pageCount).toBe(3);
  expect(new Set(items.map(({ State }) => State))).toEqual(new Set(['ACTIVE', 'SUSPENDED']));
});

test('describes an account with its parent and tags', async () => {
  for (const AccountId of sandbox.estate.accountIds.slice(0, 8)) {
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId }));
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: AccountId }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: AccountId }));

    expect(Account).toEqual(organizationAccount(sandbox.estate, AccountId));
    expect(Parents).toEqual([accountParent(sandbox.estate, AccountId)]);
    expect(Tags).toEqual(accountTags(sandbox.estate, AccountId));
  }
});

test('every account is found once on the way down from the root', async () => {
  const { Roots = [] } = await client.send(new ListRootsCommand({}));
  const found: string[] = [];
  const parents = Roots.map(({ Id = '' }) => Id);
  for (const ParentId of parents) {
    const accounts = await readAll(
      paginateListAccountsForParent({ client }, { ParentId }),
      (page) => page.Accounts,
    );
    const units = await readAll(
      paginateListOrganizationalUnitsForParent({ client }, { ParentId, MaxResults: 1 }),
      (page) => page.OrganizationalUnits,
    );
    found.push(...accounts.items.map(({ Id = '' }) => Id));
    parents.push(...units.items.map(({ Id = '' }) => Id));
  }

  expect(found.sort()).toEqual([...sandbox.estate.accountIds].sort());
  expect(parents).toHaveLength(1 + sandbox.estate.organizationalUnits);
});

test('only the management account reads the organization', async () => {
  const { organizations } = clients(sandbox, 'us-east-1', await assume(sandbox, memberOf(sandbox)));

  const failure = await failureOf(organizations.send(new ListAccountsCommand({})));

  expect(failure).toMatchObject({ name: 'AccessDeniedException', status: 400 });
});

test('accounts that belong to no organization say so', async () => {
  await using lonely = await smallSandbox({
    estate: { seed: 'lonely', accounts: 1, organization: false },
  });

  const failure = await failureOf(
    clients(lonely).organizations.send(new DescribeOrganizationCommand({})),
  );

  expect(failure.name).toBe('AWSOrganizationsNotInUseException');
});
