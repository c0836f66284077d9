import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { awsCallOf } from '../helpers/aws-call.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import { startFaultProxy, type FaultProxy } from '../helpers/fault-proxy.ts';
import { syncInProcess, withheld, type SyncOptions } from '../helpers/in-process-sync.ts';

const QUEUES_PER_SCOPE = 3;
const SCOPES = 6;

let world: CatalogWorld;

beforeEach(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...IN_USE,
      seed: 'shrunk estate',
      accounts: 3,
      'AWS::SQS::Queue': 2 * QUEUES_PER_SCOPE,
    },
  });
});

afterEach(() => world[Symbol.asyncDispose]());

/** Settings that name the accounts one by one, and no organization. */
function accountsNamed(accounts: readonly string[]): SyncOptions {
  const roles = accounts.map((account) => world.sandbox.roleArn(account));
  return {
    env: {
      OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: '',
      OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARNS: JSON.stringify(roles),
    },
  };
}

function isOf(accounts: readonly string[]): (name: string) => boolean {
  return (name) => accounts.some((account) => name.includes(account));
}

/** An AWS whose organization no longer has the account. */
function withoutAccount(account: string): Promise<FaultProxy> {
  const Listing = z.looseObject({ Accounts: z.array(z.looseObject({ Id: z.string() })) });
  world.sandbox.setFaults([{ type: 'gone', service: 'organizations', resource: account }]);
  return startFaultProxy(world.sandbox.endpoint, {
    async onResponse(request, answer) {
      const { name } = await awsCallOf(request, world.sandbox.managementAccountId);
      if (name !== 'organizations:ListAccounts' || answer.status !== 200) return undefined;
      const listing = Listing.parse(JSON.parse(answer.body.toString()));
      const Accounts = listing.Accounts.filter(({ Id }) => Id !== account);
      return { ...answer, body: Buffer.from(JSON.stringify({ ...listing, Accounts })) };
    },
  });
}

/** Two kinds make entities of one blueprint, `awsAccount`; the queues make their own. */
const MAPPING = `
entityDeletionThreshold: 1
resources:
  - kind: AWS::Organizations::Account
    selector: { query: 'true' }
    port: { entity: { mappings: { identifier: .Properties.Id, blueprint: '"awsAccount"' } } }
  - kind: AWS::Account::Info
    selector: { query: 'true' }
    port: { entity: { mappings: { identifier: .Properties.Id, blueprint: '"awsAccount"' } } }
  - kind: AWS::SQS::Queue
    selector: { query: 'true' }
    port: { entity: { mappings: { identifier: .Properties.QueueArn, blueprint: '"sqsQueue"' } } }
`;

describe('settings that name fewer accounts than before', () => {
  let filled: readonly string[];
  let kept: readonly string[];
  let dropped: readonly string[];

  beforeEach(async () => {
    const [first = '', ...others] = world.sandbox.estate.accountIds;
    [kept, dropped] = [[first], others];
    const { exitCode } = await syncInProcess(world, accountsNamed([first, ...others]));
    filled = world.entities;
    expect(exitCode).toBe(0);
  });

  test('delete nothing, run after run, and name the accounts and what to do', async () => {
    for (let run = 0; run < 2; run += 1) {
      const result = await syncInProcess(world, accountsNamed(kept));

      expect(result.exitCode).toBe(3);
      expect(result.report.missing.accounts).toEqual(dropped);
      expect(result.report.deleted).toBe(0);
      expect(withheld(result).every(([, reason]) => reason === 'estate-shrank')).toBe(true);
      expect(result.text).toContain(dropped.join(', '));
      expect(result.text).toContain('longshore resync --sink port --accept-removals');
      expect(world.entities).toEqual(filled);
    }
  });

  test('delete what the accounts had once the removal is accepted, and ask no more', async () => {
    const options = accountsNamed(kept);
    const accepted = await syncInProcess(world, { ...options, acceptRemovals: true });

    const left = world.entities.filter(isOf(dropped));
    expect(left.filter((name) => !name.startsWith('awsAccount '))).toEqual([]);
    expect(world.entities.filter(isOf(kept))).toEqual(filled.filter(isOf(kept)));
    expect(accepted.report.missing.accounts).toEqual([]);

    const after = await syncInProcess(world, options);
    expect(after.report).toMatchObject({ deleted: 0, missing: { accounts: [], regions: [] } });
  });

  test('delete nothing either when the accounts come back: nothing has to be written again', async () => {
    await syncInProcess(world, accountsNamed(kept));

    const { report } = await syncInProcess(world, accountsNamed([...kept, ...dropped]));

    expect(report).toMatchObject({ created: 0, deleted: 0, missing: { accounts: [] } });
    expect(world.entities).toEqual(filled);
  });
});

test('an organization that lost an account tells so itself: what the account had is deleted', async () => {
  await syncInProcess(world, { mapping: MAPPING });
  const [, lost = ''] = world.sandbox.estate.accountIds;
  const filled = world.entities;
  await using proxy = await withoutAccount(lost);

  const result = await syncInProcess(world, { mapping: MAPPING, endpoint: proxy.endpoint });

  expect(withheld(result)).toEqual([]);
  expect(result.exitCode).toBe(0);
  expect(world.entities).toEqual(filled.filter((name) => !isOf([lost])(name)));
});

describe('two kinds that make entities of one blueprint', () => {
  test('an account that only the denied one knows is kept, and deleted once it is read again', async () => {
    const [first = '', second = '', third = ''] = world.sandbox.estate.accountIds;
    const options = { mapping: MAPPING, ...accountsNamed([first]) };
    await syncInProcess(world, options);
    const accounts = [first, second, third].map((id) => `awsAccount ${id}`);
    const known = (): readonly string[] =>
      world.entities.filter((name) => name.startsWith('awsAccount '));
    expect(known()).toEqual(accounts);

    world.sandbox.setFaults([{ type: 'deny', service: 'organizations' }]);
    const denied = await syncInProcess(world, options);

    expect(denied.exitCode).toBe(3);
    expect(denied.report.deleted).toBe(0);
    expect(withheld(denied)).toEqual([['awsAccount', 'denied', 2]]);
    expect(known()).toEqual(accounts);

    await using proxy = await withoutAccount(third);
    const read = await syncInProcess(world, { ...options, endpoint: proxy.endpoint });

    expect(read.exitCode).toBe(0);
    expect(known()).toEqual(accounts.filter((name) => !name.endsWith(third)));
  });
});

describe('what is remembered is lost or damaged', () => {
  const state = (...names: readonly string[]): string => path.join(world.folder, 'state', ...names);
  const QUEUES = QUEUES_PER_SCOPE * SCOPES;

  beforeEach(async () => {
    expect((await syncInProcess(world)).exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });

  test('without state and memory, the first run deletes none of what Port has, and the second may', async () => {
    await rm(state(), { recursive: true });
    world.setGone('AWS::SQS::Queue', 1);

    const first = await syncInProcess(world);

    expect(first.exitCode).toBe(0);
    expect(withheld(first)).toEqual([['sqsQueue', 'origin-unknown', SCOPES]]);
    expect(world.countOf('sqsQueue')).toBe(QUEUES);

    const second = await syncInProcess(world);

    expect(second.exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });

  test('without state, but with the memory of the same accounts, the first run may', async () => {
    await rm(state('state'), { recursive: true });
    world.setGone('AWS::SQS::Queue', 1);

    const { exitCode } = await syncInProcess(world);

    expect(exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });

  test('without state, and with fewer accounts than are remembered, none does', async () => {
    await rm(state('state'), { recursive: true });
    const [first = ''] = world.sandbox.estate.accountIds;
    const before = world.entities;
    for (let run = 0; run < 2; run += 1) {
      const result = await syncInProcess(world, accountsNamed([first]));

      expect(result.exitCode).toBe(3);
      expect(result.report.deleted).toBe(0);
      expect(world.entities).toEqual(before);
    }
  });

  test.each([
    ['cut off', (file: string, size: number) => writeFile(file, Buffer.alloc(size / 2))],
    ['overwritten', (file: string) => writeFile(file, 'not what was written')],
    ['emptied', (file: string) => writeFile(file, '')],
  ])(
    'a state whose files are %s is rebuilt from Port: nothing is lost, and it is said',
    async (_, harm) => {
      for (const name of await readdir(state('state'))) {
        const file = state('state', name);
        const { size } = await stat(file);
        if (name !== 'LOCK') await harm(file, size);
      }

      const result = await syncInProcess(world);

      expect(result.report.stateProblems).toEqual([expect.stringContaining('state was damaged')]);
      expect(result.text).toContain('the state was damaged and is rebuilt from Port');
      expect(result.report).toMatchObject({ created: 0, deleted: 0, failed: 0 });
      expect(world.entities).toEqual(await world.expected());

      world.setGone('AWS::SQS::Queue', 1);
      const next = await syncInProcess(world);
      expect(next).toMatchObject({ exitCode: 0, report: { stateProblems: [], deleted: SCOPES } });
      expect(world.entities).toEqual(await world.expected());
    },
  );

  test.each([
    ['is no JSON', '{'],
    ['was changed by hand', '{"checksum":"0","content":{"version":1,"accounts":[]}}'],
  ])('an estate.json that %s: the run goes on, says so, and remembers again', async (_, text) => {
    await writeFile(state('estate.json'), text);
    world.setGone('AWS::SQS::Queue', 1);
    const [first = ''] = world.sandbox.estate.accountIds;

    const fewer = await syncInProcess(world, accountsNamed([first]));

    // Removed accounts look the same as a mistake: all their entities are kept.
    expect(fewer.exitCode).toBe(3);
    expect(fewer.report.stateProblems).toEqual([expect.stringContaining('estate.json is damaged')]);
    expect(withheld(fewer)).toContainEqual(['sqsQueue', 'estate-shrank', (QUEUES / 3) * 2]);
    expect(fewer.report.deleted).toBe(SCOPES / 3);

    const whole = await syncInProcess(world);

    expect(whole).toMatchObject({ exitCode: 0, report: { stateProblems: [] } });
    expect(world.entities).toEqual(await world.expected());
  });
});
