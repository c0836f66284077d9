import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AwsAccessError } from '../../src/aws/access-error.ts';
import { createDiscovery, type AccountSettings, type Discovery } from '../../src/aws/accounts.ts';
import { classify } from '../../src/aws/errors.ts';
import type { AccountCandidate } from '../../src/aws/session.ts';
import { ConfigurationError } from '../../src/lib/errors.ts';
import { ambientKeys, startWorld, type World } from './world.ts';

const PRIORITY = ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'];

function discover(
  world: World,
  settings: Partial<AccountSettings>,
  warn: (message: string) => void = () => undefined,
): Discovery {
  const { clients, scope, ambient } = world;
  return createDiscovery(
    { credentialProviderPriority: PRIORITY, ...settings },
    { clients, scope, warn, defaultChain: ambient },
  );
}

function ofOrganization(world: World, settings: Partial<AccountSettings> = {}): Discovery {
  const { sandbox } = world;
  return discover(world, {
    accountRoleArn: sandbox.roleArn(sandbox.managementAccountId),
    ...settings,
  });
}

/** All candidates, and the error that ended the list. */
async function listed(
  { scope }: World,
  discovery: Discovery,
): Promise<{ readonly candidates: readonly AccountCandidate[]; readonly error?: unknown }> {
  const candidates: AccountCandidate[] = [];
  try {
    for await (const candidate of discovery.candidates(scope.signal)) candidates.push(candidate);
    return { candidates };
  } catch (error) {
    return { candidates, error };
  }
}

function ids(candidates: readonly AccountCandidate[]): string[] {
  return candidates.map(({ account }) => account.id);
}

test('single: the account comes from the credentials, with one call', async () => {
  await using world = await startWorld();
  const { sandbox, scope } = world;
  const discovery = discover(world, {});

  const { candidates, error } = await listed(world, discovery);
  const session = await candidates[0]?.open(scope.signal);

  const id = sandbox.managementAccountId;
  expect(error).toBeUndefined();
  expect(discovery.strategy).toBe('single');
  expect(session?.account).toEqual({ id, name: `Account ${id}`, partition: 'aws' });
  expect(await discovery.organization(scope.signal)).toBe(session);
  expect(sandbox.calls()).toEqual({ 'sts:GetCallerIdentity': 1 });
});

test('single: keys that AWS rejects are an access error; the next run tries again', async () => {
  await using world = await startWorld({
    faults: [
      { type: 'error', service: 'sts', code: 'InvalidClientTokenId', status: 403, times: 1 },
    ],
  });
  const discovery = discover(world, {});

  const first = await listed(world, discovery);
  const second = await listed(world, discovery);

  expect(first.error).toBeInstanceOf(AwsAccessError);
  expect(classify(first.error).class).toBe('credentials-invalid');
  expect(second.candidates).toHaveLength(1);
});

test('multi-account: one account per role, opened without a call beyond AssumeRole', async () => {
  await using world = await startWorld();
  const { sandbox, scope } = world;
  const accountRoleArns = sandbox.estate.accountIds.map((id) => sandbox.roleArn(id));
  const discovery = discover(world, { accountRoleArns });

  const { candidates } = await listed(world, discovery);
  const callsBefore = sandbox.calls();
  const sessions = await Promise.all(candidates.map(({ open }) => open(scope.signal)));
  await Promise.all(candidates.map(({ open }) => open(scope.signal)));

  expect(discovery.strategy).toBe('multi-account');
  expect(callsBefore).toEqual({});
  expect(ids(candidates)).toEqual(sandbox.estate.accountIds);
  expect(sessions.map(({ accountId }) => accountId)).toEqual(sandbox.estate.accountIds);
  expect(sandbox.calls()).toEqual({ 'sts:AssumeRole': 3 });
  expect(await discovery.organization(scope.signal)).toBeUndefined();
});

test('multi-account: one denied role affects only its own account', async () => {
  await using world = await startWorld();
  const { sandbox, scope } = world;
  const [first = '', second = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'deny', operation: 'AssumeRole', account: second }]);
  const accountRoleArns = [first, second].map((id) => sandbox.roleArn(id));

  const { candidates } = await listed(world, discover(world, { accountRoleArns }));
  const [one, other] = await Promise.allSettled(candidates.map(({ open }) => open(scope.signal)));

  expect(one?.status).toBe('fulfilled');
  expect(other).toMatchObject({ status: 'rejected', reason: { code: 'aws-access' } });
});

test('a role in an unexpected account is an access error', async () => {
  await using world = await startWorld({
    replies: {
      'sts:AssumeRole': (_, { issueCredentials }) => ({
        Credentials: issueCredentials('arn:aws:iam::999999999999:role/Other', 'x'),
        AssumedRoleUser: {
          AssumedRoleId: 'A:x',
          Arn: 'arn:aws:sts::999999999999:assumed-role/Other/x',
        },
      }),
    },
  });
  const accountRoleArns = [world.sandbox.roleArn('210000000001')];

  const { candidates } = await listed(world, discover(world, { accountRoleArns }));
  const opened = candidates[0]?.open(world.scope.signal);

  await expect(opened).rejects.toBeInstanceOf(AwsAccessError);
  await expect(opened).rejects.toThrow(/are not those of account 210000000001.*999999999999/);
});

test('errors name settings that cannot be used', async () => {
  await using world = await startWorld();
  const refused = (settings: Partial<AccountSettings>, message: RegExp): void => {
    const make = (): Discovery => discover(world, settings);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  };
  const role = 'arn:aws:iam::111122223333:role';

  refused({ accountRoleArns: [`${role}/A`, `${role}/B`] }, /accountRoleArns.*111122223333 twice/);
  refused({ accountRoleArns: [`${role}/A`, 'nonsense'] }, /accountRoleArns\[1\]: "nonsense"/);
  refused({ accountRoleArn: 'arn:aws:s3:::bucket' }, /accountRoleArn: /);
  refused({ accountRoleArn: 'arn:aws:iam::111122223333:user/A' }, /accountRoleArn: /);
  refused({ accountRoleArn: 'arn:aws-iso:iam::111122223333:role/A' }, /accountRoleArn: /);
  refused({ accountRoleArn: 'arn:aws:iam::11112222333:role/A' }, /accountRoleArn: /);
  refused({ accountRoleArn: `${role}/A`, partition: 'aws-cn' }, /accountRoleArn: .*aws-cn/);
});

test('organizations: active accounts with names, and the own role is assumed once', async () => {
  await using world = await startWorld({ estate: { accounts: 50, suspendedEvery: 12 } });
  const { sandbox, scope } = world;
  const discovery = ofOrganization(world);

  const { candidates, error } = await listed(world, discovery);
  const calls = sandbox.calls();
  const own = await candidates[0]?.open(scope.signal);
  const member = await candidates[1]?.open(scope.signal);

  expect(error).toBeUndefined();
  expect(candidates).toHaveLength(46);
  expect(candidates.every((candidate) => candidate.listed)).toBe(true);
  expect(calls).toEqual({ 'organizations:ListAccounts': 3, 'sts:AssumeRole': 1 });
  expect(own?.account).toMatchObject({ name: 'management', email: 'aws+0@example.com' });
  expect(own?.credentials).toBe((await discovery.organization(scope.signal))?.credentials);
  expect(member?.account.name).toBe('team-1 & partners');
  expect(sandbox.calls()['sts:AssumeRole']).toBe(2);
});

test('organizations: the first accounts are emitted before the list is complete', async () => {
  await using world = await startWorld({ estate: { accounts: 50 } });

  const list = ofOrganization(world).candidates(world.scope.signal);
  const first = await list.next();
  const calls = world.sandbox.calls()['organizations:ListAccounts'];
  await list.return();

  expect(first.done).toBe(false);
  expect(calls).toBe(1);
});

test('organizations: units are read at any depth, each account once', async () => {
  await using world = await startWorld({ estate: { accounts: 100, organizationalUnits: 4 } });
  const { estate } = world.sandbox;
  const ouId = [' ou-sand-00000000', 'ou-sand-00000001 ', 'ou-sand-00000000', ''];

  const { candidates, error } = await listed(world, ofOrganization(world, { ouId }));

  // Unit 1 lies within unit 0; the account at index i is in unit i mod 4, the first in the root.
  const expected = estate.accountIds.filter((_, index) => index > 0 && index % 4 < 2);
  expect(error).toBeUndefined();
  expect(ids(candidates).sort()).toEqual([...expected].sort());
  expect(world.sandbox.calls()['organizations:ListOrganizationalUnitsForParent']).toBe(2);
});

test('organizations: a missing unit is an access error that names the setting', async () => {
  await using world = await startWorld({
    faults: [
      { type: 'error', service: 'organizations', code: 'ParentNotFoundException', status: 400 },
    ],
  });

  const { candidates, error } = await listed(world, ofOrganization(world, { ouId: ['ou-gone-1'] }));

  expect(candidates).toEqual([]);
  expect(error).toMatchObject({ failure: { class: 'not-found' } });
  expect(error).toMatchObject({ remedy: expect.stringContaining('ouId') });
});

test('organizations: State decides, or Status if there is no State', async () => {
  const accounts = [
    { Id: '100000000001', State: 'ACTIVE', Status: 'SUSPENDED' },
    { Id: '100000000002', State: 'CLOSED', Status: 'ACTIVE' },
    { Id: '100000000003', Status: 'ACTIVE' },
    { Id: '100000000004', Status: 'SUSPENDED' },
    { Id: '100000000005', State: 'PENDING_ACTIVATION' },
  ];
  await using world = await startWorld({
    replies: { 'organizations:ListAccounts': () => ({ Accounts: accounts }) },
  });

  const { candidates } = await listed(world, ofOrganization(world));

  expect(ids(candidates)).toEqual(['100000000001', '100000000003']);
});

test('organizations: the role keeps its path in every account', async () => {
  const roles: unknown[] = [];
  await using world = await startWorld({
    replies: {
      'sts:AssumeRole': ({ RoleArn, RoleSessionName }, { issueCredentials }) => {
        roles.push(`${String(RoleSessionName)} ${String(RoleArn)}`);
        const account = String(RoleArn).split(':')[4] ?? '';
        return {
          Credentials: issueCredentials(String(RoleArn), 'x'),
          AssumedRoleUser: {
            AssumedRoleId: 'A:x',
            Arn: `arn:aws:sts::${account}:assumed-role/Reader/x`,
          },
        };
      },
    },
  });
  const own = world.sandbox.managementAccountId;
  const accountRoleArn = `arn:aws:iam::${own}:role/audit/deep/Reader`;

  const { candidates } = await listed(world, discover(world, { accountRoleArn }));
  await candidates[1]?.open(world.scope.signal);

  expect(roles).toEqual([
    `OceanOrgAssumeRoleSession ${accountRoleArn}`,
    'OceanMemberAssumeRoleSession arn:aws:iam::210000000001:role/audit/deep/Reader',
  ]);
});

test('without an organization, the list has only our own account', async () => {
  await using world = await startWorld({ estate: { organization: false } });

  const { candidates, error } = await listed(world, ofOrganization(world));

  expect(error).toBeUndefined();
  expect(ids(candidates)).toEqual([world.sandbox.managementAccountId]);
  expect(candidates[0]?.account.name).toBe(`Account ${world.sandbox.managementAccountId}`);
});

test('an organization that denies access gives our own account, and the list is denied', async () => {
  await using world = await startWorld({
    faults: [{ type: 'deny', service: 'organizations' }],
  });

  const { candidates, error } = await listed(world, ofOrganization(world));

  expect(ids(candidates)).toEqual([world.sandbox.managementAccountId]);
  expect(error).toBeInstanceOf(AwsAccessError);
  expect(error).toMatchObject({
    failure: { class: 'denied' },
    remedy: expect.stringContaining('organizations:ListAccounts'),
  });
});

test('a denial on a later page does not emit our own account twice', async () => {
  await using world = await startWorld({
    replies: {
      'organizations:ListAccounts': (_, { estate }) => ({
        Accounts: estate.accountIds.map((Id) => ({ Id, State: 'ACTIVE' })),
        NextToken: 'more',
      }),
    },
  });
  const list = ofOrganization(world).candidates(world.scope.signal);
  const found: AccountCandidate[] = [];

  const read = (async () => {
    for await (const candidate of list) {
      found.push(candidate);
      world.sandbox.setFaults([{ type: 'deny', service: 'organizations' }]);
    }
  })();

  await expect(read).rejects.toMatchObject({ failure: { class: 'denied' } });
  expect(ids(found)).toEqual(world.sandbox.estate.accountIds);
});

test('a truncated list is never treated as complete', async () => {
  await using world = await startWorld({
    faults: [{ type: 'server-error', service: 'organizations' }],
    retry: { maxAttempts: 2 },
  });

  const { candidates, error } = await listed(world, ofOrganization(world));

  expect(candidates).toEqual([]);
  expect(error).toMatchObject({ failure: { class: 'transient', code: 'InternalError' } });
});

test('a stopped run ends the list with the abort reason', async () => {
  await using world = await startWorld({ faults: [{ type: 'hang', service: 'organizations' }] });
  const reason = new Error('stopped by hand');
  const work = listed(world, ofOrganization(world));

  setTimeout(() => {
    world.abort(reason);
  }, 100);

  await expect(work).resolves.toEqual({ candidates: [], error: reason });
});

test('a caller that stops waiting for a role does not affect the others', async () => {
  await using world = await startWorld({ latencyMs: 50 });
  const accountRoleArns = [world.sandbox.roleArn('210000000001')];
  const { candidates } = await listed(world, discover(world, { accountRoleArns }));
  const impatient = new AbortController();

  const leaving = candidates[0]?.open(impatient.signal);
  const staying = candidates[0]?.open(world.scope.signal);
  impatient.abort(new Error('enough'));

  await expect(leaving).rejects.toThrow('enough');
  await expect(staying).resolves.toMatchObject({ accountId: '210000000001' });
});

test('the external id is sent to roles that require one', async () => {
  await using world = await startWorld({ externalId: 'agreed' });
  const accountRoleArns = [world.sandbox.roleArn('210000000001')];
  const open = async (externalId?: string): Promise<unknown> => {
    const { candidates } = await listed(world, discover(world, { accountRoleArns, externalId }));
    return candidates[0]?.open(world.scope.signal);
  };

  await expect(open('agreed')).resolves.toMatchObject({ accountId: '210000000001' });
  await expect(open('guessed')).rejects.toMatchObject({
    failure: { class: 'denied' },
    remedy: expect.stringContaining('ExternalId'),
  });
  await expect(open()).rejects.toBeInstanceOf(AwsAccessError);
});

test('static keys are used to assume roles, not in place of roles', async () => {
  await using world = await startWorld();
  const { clients, scope, sandbox } = world;
  const chain = {
    id: 'default',
    get: () => Promise.reject(new Error('no')),
    reject: () => undefined,
  };
  const discovery = createDiscovery(
    {
      accountRoleArns: [sandbox.roleArn('210000000001')],
      staticCredentials: ambientKeys(sandbox),
      credentialProviderPriority: PRIORITY,
    },
    { clients, scope, warn: () => undefined, defaultChain: chain },
  );

  const { candidates } = await listed(world, discovery);
  const session = await candidates[0]?.open(scope.signal);

  expect(session?.accountId).toBe('210000000001');
  expect(session?.credentials?.id).toBe(sandbox.roleArn('210000000001'));
});

test('unknown providers are skipped with a warning', async () => {
  await using world = await startWorld();
  const warnings: string[] = [];

  discover(world, { credentialProviderPriority: ['Magic', 'AssumeRole'] }, (message) => {
    warnings.push(message);
  });

  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('"Magic" is skipped');
});

test('a web identity assumes roles without other credentials', async () => {
  await using world = await startWorld();
  const folder = await mkdtemp(join(tmpdir(), 'longshore-'));
  try {
    const webIdentityTokenFile = join(folder, 'token');
    await writeFile(webIdentityTokenFile, 'token');

    const { candidates } = await listed(world, ofOrganization(world, { webIdentityTokenFile }));
    await candidates[1]?.open(world.scope.signal);

    expect(world.sandbox.calls()).toEqual({
      'organizations:ListAccounts': 1,
      'sts:AssumeRoleWithWebIdentity': 2,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
