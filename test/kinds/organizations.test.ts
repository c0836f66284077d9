import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/organizations/account.example.ts';
import { OrganizationsAccount } from '../../src/core/exporters/organizations/account.ts';
import { EXAMPLE_ACCOUNT } from '../../src/core/exporters/kind-example.ts';
import { readAll, serve } from '../conformance/harness.ts';

const INCLUDE = ['ListParentsAction'];
const [account] = example.replies['organizations:ListAccounts'].Accounts;
const ROOT = 'o-a1b2c3d4e5/r-f6g7';
const listedParents = example.replies['organizations:ListParents'].Parents;

test.each([
  ['the root', [`${ROOT}/${EXAMPLE_ACCOUNT}/`], [{ Id: 'r-f6g7', Type: 'ROOT' }]],
  [
    'a unit within a unit',
    [`${ROOT}/ou-f6g7-11111111/ou-f6g7-22222222/${EXAMPLE_ACCOUNT}`],
    [{ Id: 'ou-f6g7-22222222', Type: 'ORGANIZATIONAL_UNIT' }],
  ],
])('an account’s path names its parent, without a call: %s', async (_, Paths, expected) => {
  await using served = await serve({
    ...example,
    replies: {
      ...example.replies,
      'organizations:ListAccounts': { Accounts: [{ ...account, Paths }] },
    },
  });

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
  await using served = await serve({
    ...example,
    replies: {
      ...example.replies,
      'organizations:ListAccounts': { Accounts: [{ ...account, Paths }] },
    },
  });

  const { resources } = await readAll(OrganizationsAccount, served.request(INCLUDE));

  expect(resources[0]?.Properties).toMatchObject({ Parents: listedParents });
});
