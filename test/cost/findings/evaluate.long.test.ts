import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decide } from '../../../src/app/cost/findings/finding-states.ts';
import { prepareEvaluation } from '../../../src/app/cost/findings/evaluation.ts';
import { judgedPlaces } from '../../../src/app/cost/findings/judged-places.ts';
import { noFindingOf, noFindings } from '../../../src/app/cost/findings/no-findings.ts';
import { resourceChunks, resourcesOf } from '../../../src/app/cost/findings/resource-chunks.ts';
import { instanceRow } from '../../../src/cost/findings/example-rows.ts';
import { ACCOUNT, FindingsWorld, never, NOW, UNTIL } from './findings-world.ts';

const INSTANCE = 'AWS::EC2::Instance';
const IDLE = 'ec2-idle-instance';
const DAY_MS = 86_400_000;
const QUIET = { cpu: 1, networkIn: 1_000, networkOut: 1_000 };

let world: FindingsWorld;

beforeEach(async () => {
  world = await FindingsWorld.create();
  await world.price(instanceRow('m6i.large', '0.1', 2, '8 GiB'));
});
afterEach(() => world[Symbol.asyncDispose]());

function instance(id: string): readonly [string, Readonly<Record<string, unknown>>] {
  return [
    id,
    {
      ...{ InstanceId: id, InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
      ...{ State: { Name: 'running' }, LaunchTime: '2026-01-01T00:00:00.000Z' },
      Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' },
    },
  ];
}

async function idleInstance(): Promise<void> {
  await world.read(INSTANCE, [instance('i-1')]);
  await world.measure({ 'i-1': QUIET });
  await world.usageRead();
  await world.evaluate();
}

test('a finding has its evidence, its saving with basis, period and source, and what to do', async () => {
  await idleInstance();

  const [finding] = await world.ask(`select * from findings where rule = '${IDLE}'`);

  expect(finding).toMatchObject({
    ...{ verdict: 'yes', type: 'idle', service: 'EC2', resource_id: 'i-1' },
    ...{ monthly_saving: '73', own_saving: '73', monthly_cost: '73', currency: 'USD' },
    ...{ basis: 'ListCost', period: 'month of 730 hours', source: 'price-file' },
    ...{ priority: 'medium', confidence: '0.8' },
  });
  expect(JSON.parse(String(finding?.['evidence']))).toContainEqual(
    expect.objectContaining({
      ...{ metric: 'CPUUtilization', statistic: 'highest daily average', value: 1, threshold: 5 },
      ...{ points: 336, expected: 336, windowDays: 14, setting: 'AWS_IDLE_CPU_THRESHOLD' },
    }),
  );
  expect(JSON.parse(String(finding?.['remedy']))).toMatchObject({
    command: 'aws ec2 stop-instances --instance-ids i-1 --region eu-west-1',
  });
});

test('the view has what the contract names', async () => {
  await idleInstance();

  const rows = await world.ask(
    `select id, type, service, account_id, region, resource_ids, title, description, monthly_saving, currency, confidence,
       priority, effort, risk, verdict, first_seen, last_seen, state from optimization_opportunities where type = 'idle'`,
  );

  expect(rows).toEqual([
    expect.objectContaining({
      resource_ids: ['i-1'],
      state: 'open',
      verdict: 'yes',
      service: 'EC2',
    }),
  ]);
});

describe('a later evaluation', () => {
  test('keeps the id and when it was seen first', async () => {
    await idleInstance();
    const [before] = await world.ask(`select id, first_seen from findings where rule = '${IDLE}'`);
    world.now = NOW + 3_600_000;

    await world.evaluate();

    const after = await world.ask(
      `select id, first_seen, last_seen from findings where rule = '${IDLE}'`,
    );
    expect(after).toEqual([{ ...before, last_seen: new Date(world.now).toISOString() }]);
  });

  test('ends a finding whose resource is gone', async () => {
    await idleInstance();

    await world.read(INSTANCE, []);
    await world.evaluate();

    expect(await world.ask('select id from findings')).toEqual([]);
  });

  test('keeps the findings of a scope that could not be read, and says that they are stale', async () => {
    await idleInstance();

    await world.read(INSTANCE, [], { outcome: 'denied' });
    await world.evaluate();

    expect(await world.verdicts(IDLE)).toEqual({ 'i-1': 'yes' });
    expect(await world.ask('select stale from finding_scopes')).toEqual([
      { stale: 'the inventory was not read completely: access denied' },
    ]);
  });

  test('keeps the findings of a scope whose usage could not be read any more', async () => {
    await idleInstance();
    world.now = NOW + DAY_MS;

    await world.usageRead(UNTIL + DAY_MS, { region: 'us-east-1' });
    await world.usageRead(UNTIL, { outcome: 'denied', reason: 'access denied' });
    await world.evaluate();

    expect(await world.verdicts(IDLE)).toEqual({ 'i-1': 'yes' });
    expect(await world.ask('select stale from finding_scopes')).toEqual([
      { stale: 'the usage was not read since: access denied' },
    ]);
  });

  test('ends a finding when the instance works again', async () => {
    await idleInstance();
    await world.measure({ 'i-1': { cpu: 60 } });

    await world.evaluate();

    expect(await world.verdicts(IDLE)).toEqual({});
  });
});

describe('what people decide', () => {
  async function stateOf(id: unknown): Promise<unknown> {
    const [row] = await world.ask(
      `select state from optimization_opportunities where id = '${String(id)}'`,
    );
    return row?.['state'];
  }

  async function idleId(): Promise<string> {
    const [row] = await world.ask(`select id from findings where rule = '${IDLE}'`);
    return String(row?.['id']);
  }

  test('survives the next evaluation, and ends when it is over', async () => {
    await idleInstance();
    const id = await idleId();
    const later = { changedAt: world.now, until: Date.now() + DAY_MS };
    await decide(world.store, id, { state: 'dismissed', ...later });

    await world.evaluate();
    const during = await stateOf(id);
    await decide(world.store, id, {
      state: 'dismissed',
      changedAt: world.now + 1,
      until: Date.now() - 1,
    });

    expect([during, await stateOf(id)]).toEqual(['dismissed', 'open']);
  });

  test('is over for a finding that was done, ended, and came back', async () => {
    await idleInstance();
    const id = await idleId();
    await decide(world.store, id, { state: 'done', changedAt: world.now, until: world.now });
    const done = await stateOf(id);
    await world.measure({ 'i-1': { cpu: 60 } });
    await world.evaluate();
    world.now += DAY_MS;
    await world.measure({ 'i-1': QUIET });

    await world.evaluate();

    expect([done, await stateOf(id)]).toEqual(['done', 'open']);
  });
});

describe('usage that is missing', () => {
  test('leaves the verdict open, with the fix', async () => {
    await world.read(INSTANCE, [instance('i-1')]);

    await world.evaluate();

    expect(await world.verdicts(IDLE)).toEqual({ 'i-1': 'unknown: no-usage' });
    const [row] = await world.ask(`select fix from findings where rule = '${IDLE}'`);
    expect(row?.['fix']).toContain('longshore cost usage');
  });

  test('says why it was not read', async () => {
    await world.read(INSTANCE, [instance('i-1')]);
    await world.usageRead(null, { outcome: 'denied', reason: 'access denied in eu-west-1' });

    await world.evaluate();

    const [row] = await world.ask(`select detail from findings where rule = '${IDLE}'`);
    expect(row?.['detail']).toContain('access denied in eu-west-1');
  });

  test('of some hours does not matter; of many leaves the verdict open', async () => {
    await world.read(INSTANCE, [instance('i-1')]);
    await world.usageRead();
    await world.measure({ 'i-1': QUIET }, { points: 269 });
    await world.evaluate();
    const some = await world.verdicts(IDLE);

    await world.measure({ 'i-1': QUIET }, { points: 268 });
    await world.evaluate();

    expect([some, await world.verdicts(IDLE)]).toEqual([
      { 'i-1': 'yes' },
      { 'i-1': 'unknown: few-points' },
    ]);
  });
});

test('resources come beside their own usage, however many there are', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `i-${index}`);
  await world.read(INSTANCE, ids.map(instance));
  const measured = ids.flatMap((id, index) => {
    if (index % 3 === 2) return [];
    return [[id, index % 3 === 0 ? QUIET : { ...QUIET, cpu: 50 }] as const];
  });
  const gone = ['i-0a', 'i-9999'].map((id) => [id, QUIET] as const);
  await world.measure(Object.fromEntries([...measured, ...gone]));
  await world.usageRead();

  await world.evaluate();

  const verdicts = await world.verdicts(IDLE);
  const expected = ids.flatMap((id, index) =>
    index % 3 === 1 ? [] : [[id, index % 3 === 0 ? 'yes' : 'unknown: no-usage'] as const],
  );
  expect(verdicts).toEqual(Object.fromEntries(expected));
});

test('a saving is unknown without a price, and says why', async () => {
  world.prices = undefined;

  await idleInstance();

  expect(
    await world.ask(
      `select verdict, monthly_saving, saving_problem from findings where rule = '${IDLE}'`,
    ),
  ).toEqual([
    {
      verdict: 'yes',
      monthly_saving: null,
      saving_problem: 'instance: no prices of this region yet',
    },
  ]);
});

describe('verdicts of no', () => {
  const ALL = { types: undefined, services: undefined, accounts: undefined, limit: 100 };

  async function twoInstances(): Promise<void> {
    await world.read(INSTANCE, [instance('i-busy'), instance('i-idle')]);
    await world.measure({ 'i-busy': { ...QUIET, cpu: 60 }, 'i-idle': QUIET });
    await world.usageRead();
    await world.evaluate();
  }

  test('are judged again when they are asked for, with their evidence', async () => {
    await twoInstances();

    const { findings, count } = await noFindings(await world.evaluation(), ALL);

    expect(count).toBe(findings.length);
    const busy = findings.find((one) => one.rule === IDLE);
    expect(busy).toMatchObject({ resource_id: 'i-busy', verdict: 'no', monthly_saving: null });
    expect(busy?.evidence).toContainEqual(
      expect.objectContaining({ metric: 'CPUUtilization', value: 60, isMet: false }),
    );
    expect(await world.verdicts(IDLE)).toEqual({ 'i-idle': 'yes' });
  });

  test('can be limited, and narrowed by type', async () => {
    await twoInstances();
    const evaluation = await world.evaluation();

    const limited = await noFindings(evaluation, { ...ALL, limit: 1 });
    const idle = await noFindings(evaluation, { ...ALL, types: ['idle'] });
    const elsewhere = await noFindings(evaluation, { ...ALL, accounts: ['210000000002'] });

    expect(limited.findings).toHaveLength(1);
    expect(limited.count).toBeGreaterThan(1);
    expect(new Set(idle.findings.map(({ type }) => type))).toEqual(new Set(['idle']));
    expect(elsewhere).toEqual({ findings: [], count: 0 });
  });

  test('are explained by their id', async () => {
    await twoInstances();
    const evaluation = await world.evaluation();
    const { findings } = await noFindings(evaluation, { ...ALL, types: ['idle'] });
    const [first] = findings;

    expect(await noFindingOf(evaluation, first?.id ?? '')).toMatchObject({
      ...{ id: first?.id, verdict: 'no', rule: first?.rule, resource_id: 'i-busy' },
    });
    expect(await noFindingOf(evaluation, `${IDLE}-000000000000`)).toBeUndefined();
    expect(await noFindingOf(evaluation, 'i-unknown')).toBeUndefined();
  });
});

test('a large place is judged in several chunks: each resource once', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `i-${index}`);
  await world.read(INSTANCE, ids.map(instance));
  const limits = { resources: 7, usageRows: 1_000_000, places: 50 };
  const evaluation = await prepareEvaluation(await world.evaluation());
  const places = await judgedPlaces({ ...evaluation.inputsOf(ACCOUNT), leavesOutNo: true });

  const found: string[][] = [];
  for await (const chunk of resourceChunks(world.store, places, () => 1, never, limits)) {
    const resources = await resourcesOf(world.store, chunk, never);
    found.push(resources.map(({ row }) => String(row[3])));
  }

  expect(found.map(({ length }) => length)).toEqual([7, 7, 7, 7, 2]);
  expect(found.flat().sort()).toEqual([...ids].sort());
});

test('storage of buckets, which CloudWatch counts a day later, does not make their findings stale', async () => {
  const bucket = 'AWS::S3::Bucket';
  await world.read(INSTANCE, [instance('i-1')]);
  await world.read(bucket, [['logs', { BucketName: 'logs' }]]);
  await world.measure({ 'i-1': QUIET });
  await world.usageRead();
  const daily = { kind: bucket };
  await world.usageRead(UNTIL - DAY_MS, daily);
  const stale = 'select stale from finding_scopes where stale is not null';

  await world.evaluate();
  await world.evaluate();
  const again = await world.ask(stale);
  world.now = NOW + DAY_MS;
  await world.usageRead(UNTIL + DAY_MS);
  await world.evaluate();
  const old = await world.ask(stale);
  await world.usageRead(UNTIL, daily);
  await world.evaluate();

  expect(again).toEqual([]);
  expect(old).toEqual([
    {
      stale:
        'the usage was not read since: it ends before 2026-11-19, that of others before 2026-11-20',
    },
  ]);
  expect(await world.ask(stale)).toEqual([]);
});
