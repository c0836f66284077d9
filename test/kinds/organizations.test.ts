import type { ListAccountsResponse } from '@aws-sdk/client-organizations';
import { expect, test } from '@jest/globals';
import { OrganizationsAccount } from '../../src/core/exporters/organizations/account.ts';
import { readAll } from '../conformance/harness.ts';
import { exampleOf } from '../conformance/worked-example.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

const KIND = 'AWS::Organizations::Account';
const INCLUDE = ['ListParentsAction'];
const example = exampleOf(KIND);
const [EXAMPLE_ACCOUNT = ''] = example.identifiers;
/** The answer of ListParents for the management account. */
const LISTED_PARENTS = [{ Id: 'r-sand', Type: 'ROOT' }];
const ROOT = 'o-a1b2c3d4e5/r-f6g7';

/** Serves the account with these paths, which ListAccounts gives and the sandbox does not. */
function serveWithPaths(Paths: string[] | undefined): ReturnType<typeof example.serve> {
  return example.serve({
    'organizations:ListAccounts': (input, context) => {
      const { Accounts }: ListAccountsResponse = simulatedAnswer('organizations:ListAccounts')(
        input,
        context,
      );
      return { Accounts: Accounts?.map((account) => ({ ...account, Paths })) };
    },
  });
}

test.each([
  ['the root', [`${ROOT}/${EXAMPLE_ACCOUNT}/`], [{ Id: 'r-f6g7', Type: 'ROOT' }]],
  [
    'a unit within a unit',
    [`${ROOT}/ou-f6g7-11111111/ou-f6g7-22222222/${EXAMPLE_ACCOUNT}`],
    [{ Id: 'ou-f6g7-22222222', Type: 'ORGANIZATIONAL_UNIT' }],
  ],
])('an account’s path names its parent, without a call: %s', async (_, Paths, expected) => {
  await using served = await serveWithPaths(Paths);

  const { resources } = await readAll(OrganizationsAccount, served.request(INCLUDE));

  expect(resources[0]?.Properties).toMatchObject({ Paths, Parents: expected });
  expect(served.sandbox.calls()).not.toHaveProperty('organizations:ListParents');
});

test.each([
  ['no path', undefined],
  [
    'several paths',
    [`${ROOT}/${EXAMPLE_ACCOUNT}/`, `${ROOT}/ou-f6g7-11111111/${EXAMPLE_ACCOUNT}/`],
  ],
  ['a path of another form', [`${ROOT}/ou-f6g7-11111111/`]],
  ['another account’s path', [`${ROOT}/999999999999/`]],
])('with %s, the parent is asked for', async (_, Paths) => {
  await using served = await serveWithPaths(Paths);

  const { resources } = await readAll(OrganizationsAccount, served.request(INCLUDE));

  expect(resources[0]?.Properties).toMatchObject({ Parents: LISTED_PARENTS });
});

const ESTATE = { seed: 'organization', accounts: 45, regions: ['us-east-1'], usedRegions: 0 };

test('a list of accounts that ends in an error is not complete: it has no end', async () => {
  let pages = 0;
  await using sandbox = await startSandbox({
    estate: { ...ESTATE, accounts: 3 },
    replies: {
      'organizations:ListAccounts': (_, { estate }) => {
        pages += 1;
        if (pages % 2 === 0) throw new Error('an internal error');
        const Accounts = estate.accountIds.map((Id) => ({ Id, Status: 'ACTIVE', State: 'ACTIVE' }));
        return { Accounts, NextToken: 'more' };
      },
    },
  });

  const { records } = await readEstate(sandbox, { kinds: [KIND], retry: { maxAttempts: 1 } });

  const outcomes = records.filter(({ kind }) => kind === KIND).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['failed']);
});

test('parents that cannot be read are a gap of that account, and no empty list', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const denied = sandbox.estate.accountIds[7] ?? '';
  sandbox.setFaults([{ type: 'deny', operation: 'ListParents', resource: denied }]);

  const { resources, gaps } = await readEstate(sandbox, {
    kinds: [KIND],
    selector: { includeActions: ['ListParentsAction'] },
  });

  expect(gaps.map(({ identifier, action }) => [identifier, action])).toEqual([
    [denied, 'ListParentsAction'],
  ]);
  for (const { Properties } of resources) {
    if (Properties['Id'] === denied) expect(Properties).not.toHaveProperty('Parents');
    else expect(Properties['Parents']).toHaveLength(1);
  }
});
