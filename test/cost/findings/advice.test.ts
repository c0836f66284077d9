import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { instanceRow } from '../../../src/cost/findings/example-rows.ts';
import { wasteReport } from '../../../src/app/cost/analysis/waste-report.ts';
import { findingReport } from '../../../src/app/cost/findings/finding-report.ts';
import { foundId } from '../../../src/app/cost/findings/finding-lookup.ts';
import { decide } from '../../../src/app/cost/findings/finding-states.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import {
  AWS_RECOMMENDATIONS,
  type AwsRecommendationRow,
} from '../../../src/store/advice-tables.ts';
import { ACCOUNT, FindingsWorld, never, NOW, REGION } from './findings-world.ts';
import { once } from '../../../src/lib/once.ts';

const INSTANCE = 'AWS::EC2::Instance';
const QUIET = { cpu: 1, networkIn: 1_000, networkOut: 1_000 };
const BUSY = { cpu: 70, networkIn: 1_000_000, networkOut: 1_000_000 };
const HUB = 'cost-optimization-hub';
const OPTIMIZER = 'compute-optimizer';

let world: FindingsWorld;

beforeEach(async () => {
  world = await FindingsWorld.create();
  await world.price(instanceRow('m6i.large', '0.1', 2, '8 GiB'));
  await world.read(INSTANCE, ['i-idle', 'i-busy'].map(instance));
  await world.measure({ 'i-idle': QUIET, 'i-busy': BUSY });
  await world.usageRead();
});
afterEach(() => world[Symbol.asyncDispose]());

function instance(id: string): readonly [string, Readonly<Record<string, unknown>>] {
  return [
    id,
    {
      ...{ InstanceId: id, InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
      ...{ State: { Name: 'running' }, LaunchTime: '2026-01-01T00:00:00.000Z' },
      Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' },
      Tags: [{ Key: 'Name', Value: `name of ${id}` }],
    },
  ];
}

interface Advised {
  readonly source?: string;
  readonly resource: string | null;
  readonly action: string;
  readonly saving: string | null;
  readonly cost?: string | null;
  readonly currency?: string;
}

/** Puts these recommendations of AWS into the store, as a collection does. */
async function advise(...advised: readonly Advised[]): Promise<void> {
  const rows = advised.map((one, index): AwsRecommendationRow => {
    const { source = OPTIMIZER, resource, action, saving, cost = '90', currency = 'USD' } = one;
    const arn = resource === null ? null : `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${resource}`;
    const kind = resource === null ? null : INSTANCE;
    return [
      ...([source, ACCOUNT, `r-${index}`, ACCOUNT, resource === null ? null : REGION] as const),
      ...([kind, source === HUB ? resource : null, arn, action, 'Idle', 'm6i.large'] as const),
      ...([null, cost, null, saving, currency, 'Low', null, null, 14, null] as const),
      ...(['{}', NOW] as const),
    ];
  });
  await world.store.replacePart(AWS_RECOMMENDATIONS, 'all', once(rows), never);
}

async function opportunities(): Promise<readonly unknown[]> {
  const rows = await world.ask(
    `select advisor, resource_ids, monthly_saving, own_saving from optimization_opportunities
     where verdict = 'yes' order by advisor, resource_ids, own_saving`,
  );
  return rows.map((row) => Object.values(row));
}

const ALL = { types: undefined, services: undefined, accounts: undefined, minSaving: undefined };
const SHOWN = { ...ALL, verdict: 'yes', showsAll: false, limit: 50 } as const;

async function report(): Promise<Awaited<ReturnType<typeof findingReport>>> {
  return findingReport(world.store, SHOWN, never);
}

test('a finding is found by the name of its resource', async () => {
  await world.evaluate();

  const [row] = await world.ask(
    "select id from findings where rule = 'ec2-idle-instance' and verdict = 'yes'",
  );
  expect(await foundId(world.store, 'name of i-idle', never)).toBe(row?.['id']);
});

test('waste is not known before findings were evaluated', async () => {
  expect(await wasteReport(world.store, never)).toMatchObject({ waste: [], evaluatedAt: null });
});

describe('AWS’s advice beside our findings', () => {
  test('a saving that both name counts once; the view marks whose it is', async () => {
    await advise({ resource: 'i-idle', action: 'Stop', saving: '70' });

    await world.evaluate();

    expect(await opportunities()).toEqual([
      [OPTIMIZER, ['i-idle'], '0', '70'],
      ['longshore', ['i-idle'], '73', '73'],
    ]);
    expect((await report()).totals).toEqual([{ currency: 'USD', monthly: '73' }]);
  });

  test('advice that two sources give counts once, and never above the cost of the resource', async () => {
    await advise(
      { resource: 'i-busy', action: 'Stop', saving: '80', cost: '90' },
      { source: HUB, resource: 'i-busy', action: 'Stop', saving: '95', cost: '90' },
    );

    await world.evaluate();

    const { totals, aws } = await report();
    expect(await opportunities()).toEqual([
      [OPTIMIZER, ['i-busy'], '0', '80'],
      [HUB, ['i-busy'], '90', '95'],
      ['longshore', ['i-idle'], '73', '73'],
    ]);
    expect(totals).toEqual([{ currency: 'USD', monthly: '163' }]);
    expect(aws.totals).toEqual([{ currency: 'USD', monthly: '90' }]);
    const { waste, evaluatedAt } = await wasteReport(world.store, never);
    expect(evaluatedAt).not.toBeNull();
    expect(waste).toMatchObject([{ total: decimal('163'), findings: 1, advice: 1, resources: 2 }]);
  });

  test('a finding shows what AWS advises for its resource, by source', async () => {
    await advise(
      { resource: 'i-idle', action: 'Stop', saving: '70' },
      { source: HUB, resource: 'i-idle', action: 'Stop', saving: '71' },
    );

    await world.evaluate();

    const [finding] = (await report()).findings;
    expect(finding?.aws_advice).toEqual([
      expect.objectContaining({ source: HUB, action: 'Stop', own_saving: '71' }),
      expect.objectContaining({ source: OPTIMIZER, action: 'Stop', own_saving: '70' }),
    ]);
  });

  test('who dismisses a finding dismisses the same advice of AWS', async () => {
    await advise({ resource: 'i-idle', action: 'Stop', saving: '70' });
    await world.evaluate();
    const [row] = await world.ask("select id from findings where rule = 'ec2-idle-instance'");
    const until = NOW + 365 * 86_400_000;

    await decide(world.store, String(row?.['id']), { state: 'dismissed', until, changedAt: NOW });
    await world.evaluate();

    expect((await report()).aws.totals).toEqual([]);
  });

  test('advice can be dismissed by itself', async () => {
    await advise({ resource: 'i-busy', action: 'Stop', saving: '70' });
    await world.evaluate();
    const [row] = await world.ask('select id from aws_opportunities');
    const until = Date.parse('2199-12-31');

    await decide(world.store, String(row?.['id']), { state: 'dismissed', until, changedAt: NOW });
    await world.evaluate();

    const { totals, aws } = await report();
    expect([totals, aws]).toEqual([
      [{ currency: 'USD', monthly: '73' }],
      { advice: [], totals: [] },
    ]);
  });

  test.each<[string, Advised, string | null]>([
    [
      'whose cost is not known counts nothing',
      { resource: 'i-busy', action: 'Stop', saving: '70', cost: null },
      'what the resource costs is not known',
    ],
    [
      'without a saving counts nothing',
      { resource: 'i-busy', action: 'Stop', saving: null },
      'AWS does not tell what it saves',
    ],
    [
      'to purchase commitments counts nothing: it is for the usage before other savings',
      { resource: null, action: 'PurchaseSavingsPlans', saving: '500' },
      expect.stringContaining('purchases exclude each other') as unknown as string,
    ],
  ])('advice %s, and says why', async (_, advised, problem) => {
    await advise(advised);

    await world.evaluate();

    const [row] = await world.ask('select monthly_saving, saving_problem from aws_opportunities');
    expect(row).toEqual({ monthly_saving: '0', saving_problem: problem });
  });

  test('advice on a resource that is gone is left out', async () => {
    await advise({ resource: 'i-gone', action: 'Stop', saving: '70' });
    world.now = NOW + 3_600_000;

    await world.read(INSTANCE, ['i-idle', 'i-busy'].map(instance));
    await world.evaluate();

    expect(await world.ask('select id from aws_opportunities')).toEqual([]);
  });

  test('advice keeps its id and when it was seen first', async () => {
    await advise({ resource: 'i-busy', action: 'Stop', saving: '70' });
    await world.evaluate();
    const before = await world.ask('select id, first_seen from aws_opportunities');
    world.now = NOW + 3_600_000;

    await world.evaluate();

    expect(await world.ask('select id, first_seen from aws_opportunities')).toEqual(before);
  });
});
