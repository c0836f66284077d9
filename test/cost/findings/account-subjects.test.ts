import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { storeCommitments } from '../../../src/app/cost/collect/stored-commitments.ts';
import type { Commitment } from '../../../src/cost/explorer/commitments.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import { AWS_RECOMMENDATIONS } from '../../../src/store/advice-tables.ts';
import { CHARGES } from '../../../src/store/charges.ts';
import type { StoredTable } from '../../../src/store/stored-table.ts';
import { instanceRow } from '../../../src/cost/findings/example-rows.ts';
import { ACCOUNT, FindingsWorld, never } from './findings-world.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2026-10-19T00:00:00Z');
const DAYS = 32;
const INSTANCE = 'AWS::EC2::Instance';

let world: FindingsWorld;

beforeEach(async () => {
  world = await FindingsWorld.create();
});
afterEach(() => world[Symbol.asyncDispose]());

const PLAN: Commitment = {
  type: 'savings-plan',
  id: `arn:aws:savingsplans::${ACCOUNT}:savingsplan/1`,
  account: ACCOUNT,
  region: undefined,
  what: 'COMPUTE_SP',
  paymentOption: 'No Upfront',
  endsAt: '2026-12-01T00:00:00.000Z',
  utilization: decimal('75'),
  cost: decimal('400'),
  netSavings: decimal('20'),
};

async function purchased(...commitments: readonly Commitment[]): Promise<void> {
  await storeCommitments(
    world.store,
    {
      ...{ payer: ACCOUNT, period: '2026-10', currency: 'USD', commitments },
      coverage: { savingsPlans: undefined, reservations: undefined },
      readAt: Date.parse('2026-11-02T00:00:00Z'),
    },
    never,
  );
}

/** A row with these values; the others are empty. */
function rowOf(table: StoredTable, values: Readonly<Record<string, unknown>>): unknown[] {
  const empty = {
    text: '',
    decimal: '0',
    integer: 0,
    boolean: false,
    time: 0,
    json: '{}',
    tags: {},
  };
  return table.columns.map(({ name, type, nullable }) => {
    if (name in values) return values[name];
    return nullable === true ? null : (empty as Record<string, unknown>)[type];
  });
}

/** 32 days of an instance on demand, at 10 a day. */
async function billed(more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const rows = Array.from({ length: DAYS }, (_, day) => {
    const start = FIRST_DAY + day * DAY_MS;
    return rowOf(CHARGES, {
      ...{ SubAccountId: ACCOUNT, BillingAccountId: ACCOUNT, BillingCurrency: 'USD' },
      ...{ ChargePeriodStart: start, ChargePeriodEnd: start + DAY_MS, ChargeCategory: 'Usage' },
      ...{ PricingCategory: 'Standard', x_ServiceCode: 'AmazonEC2', RegionId: 'eu-west-1' },
      ...{ x_UsageType: 'EU-BoxUsage:m6i.large', EffectiveCost: '10', BilledCost: '10' },
      ...{ ResourceId: 'i-1', has_resource: true, ...more },
    });
  });
  await world.store.replacePart(CHARGES, `${ACCOUNT}/x`, once(rows), never);
}

async function advised(saving: string): Promise<void> {
  const row = rowOf(AWS_RECOMMENDATIONS, {
    ...{ source: 'savings-plans-purchase', account: ACCOUNT, currency: 'USD' },
    ...{ action: 'PurchaseSavingsPlans', saving_after_discounts: saving },
    recommended_configuration: 'COMPUTE_SP, 0.3 USD an hour',
  });
  await world.store.replacePart(AWS_RECOMMENDATIONS, 'x', once([row]), never);
}

// eslint-disable-next-line @typescript-eslint/require-await -- the store takes rows as they come
async function* once(rows: readonly unknown[][]): AsyncGenerator<never[], void> {
  yield rows as never[]; // the store checks each value when it is written
}

async function running(): Promise<void> {
  await world.price(instanceRow('m6i.large', '0.1', 2, '8 GiB'));
  const properties = {
    ...{ InstanceId: 'i-1', InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
    ...{ State: { Name: 'running' }, LaunchTime: '2026-01-01T00:00:00.000Z' },
    Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' },
  };
  await world.read(INSTANCE, [['i-1', properties]]);
}

test('a commitment is judged even where its account has no inventory', async () => {
  await purchased(PLAN);
  await world.evaluate();

  const found = await world.ask(
    `select rule, verdict, monthly_saving, basis, source, period, saving_problem from findings order by rule`,
  );

  expect(found).toEqual([
    {
      ...{ rule: 'commitment-expiring', verdict: 'yes', monthly_saving: null, basis: null },
      ...{ source: null, period: null },
      saving_problem: expect.stringContaining('costs no less than now') as unknown,
    },
    {
      ...{ rule: 'commitment-underused', verdict: 'yes', monthly_saving: '100' },
      ...{ basis: 'EffectiveCost', source: 'cost-explorer', period: '2026-10' },
      saving_problem: null,
    },
  ]);
});

test('a commitment that is used and lasts is no finding, and former findings of it end', async () => {
  await purchased(PLAN);
  await world.evaluate();
  await purchased({ ...PLAN, utilization: decimal('99'), endsAt: '2027-12-01T00:00:00.000Z' });
  await world.evaluate();

  expect(await world.ask('select rule from findings')).toEqual([]);
  expect(await world.ask('select kind, resources from finding_scopes')).toEqual([
    { kind: 'Longshore::Cost::Commitment', resources: 1 },
  ]);
});

test('stable use on demand is a candidate, with the saving that AWS states', async () => {
  await running();
  await billed();
  await advised('90');
  await world.evaluate();

  const [found] = await world.ask(
    `select resource_id, monthly_cost, monthly_saving, source, basis from findings where rule = 'commitment-candidate'`,
  );

  expect(found).toEqual({
    ...{ resource_id: 'AmazonEC2', monthly_cost: '300', monthly_saving: '90' },
    ...{ source: 'savings-plans-purchase', basis: 'EffectiveCost' },
  });
});

test('without advice of AWS, what a commitment saves is unknown, and not nothing', async () => {
  await running();
  await billed();
  await world.evaluate();

  expect(
    await world.ask(`select monthly_saving, verdict from findings where rule like 'commitment%'`),
  ).toEqual([{ monthly_saving: null, verdict: 'yes' }]);
});

test.each([
  ['spot', { PricingCategory: 'Dynamic' }],
  ['covered by a commitment', { CommitmentDiscountId: 'arn:plan' }],
  ['other usage', { x_UsageType: 'EU-DataTransfer-Out-Bytes' }],
])('use that is %s is no candidate', async (_, more) => {
  await running();
  await billed(more);
  await world.evaluate();

  expect(await world.ask(`select rule from findings where rule like 'commitment%'`)).toEqual([]);
});

test('a commitment saves nothing of an instance that is to be terminated', async () => {
  await running();
  await billed();
  await advised('90');
  await world.measure({ 'i-1': { cpu: 1, networkIn: 1_000, networkOut: 1_000 } });
  await world.usageRead();
  await world.evaluate();

  const found = await world.ask(
    `select rule, own_saving, monthly_saving from findings
     where rule in ('ec2-idle-instance', 'commitment-candidate') order by rule`,
  );

  expect(found).toEqual([
    { rule: 'commitment-candidate', own_saving: '90', monthly_saving: '0' },
    { rule: 'ec2-idle-instance', own_saving: '300', monthly_saving: '300' },
  ]);
});
