import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Fault } from '../../src/sandbox/faults.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';

const INSTANCE = 'AWS::EC2::Instance';
const BLOCK = 'cr-0c0de0000000000b1';
const OWNER = '210000000001';
const CAP = { LONGSHORE_SPEND_CAP_USD: '0.05' };
let world: CatalogWorld;
let prices: string;
let copies = 0;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'blocks',
      accounts: 2,
      regions: ['us-east-1'],
      usedRegions: 1,
      suspendedEvery: 0,
      [INSTANCE]: 4,
    },
  });
  prices = path.join(world.folder, 'prices.ndjson');
  const state = stateOf('stored');
  await world.run(['prices', 'export', prices, '--regions', 'us-east-1']);
  const { exitCode } = await world.run([
    ...['resync', '--sink', 'store', '--kinds', INSTANCE, '--state', state],
  ]);
  expect(exitCode).toBe(0);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  world.sandbox.setFaults([]);
});

function stateOf(name: string): string {
  return path.join(world.folder, name);
}

/** The stored instances, without any cost. */
async function freshState(): Promise<string> {
  copies += 1;
  const state = stateOf(`copy-${copies}`);
  await cp(stateOf('stored'), state, { recursive: true });
  return state;
}

const Paid = z.object({ requests: z.number(), amount: z.string(), currency: z.literal('USD') });
const Report = z.object({ paidCalls: Paid.optional() });
const Component = z.strictObject({
  price: z.string().nullable(),
  quantity: z.string().nullable(),
  source: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});

/** Prices the instances, and tells those of the block. */
async function priced(state: string, env: Readonly<Record<string, string>> = {}) {
  const before = paidCallsOfAws();
  const { exitCode, stdout, stderr } = await world.run(
    [...['cost', 'resources', '--output', 'json', '--prices', prices, '--state', state]],
    { env },
  );
  const { paidCalls } = Report.parse(JSON.parse(stdout));
  const blocks = await query(
    state,
    `select c.price, c.quantity, c.source, c.reason, c.detail from resource_costs c join resources r using (account, region, kind, id)
     where c.component = 'instance' and json_text(r.properties, '$.CapacityReservationId') = '${BLOCK}'`,
  );
  return {
    ...{ exitCode, stderr, paidCalls },
    asked: paidCallsOfAws() - before,
    blocks: z.array(Component).parse(blocks),
  };
}

async function query(state: string, sql: string): Promise<unknown> {
  const { stdout } = await world.run(['query', sql, '--format', 'json', '--state', state]);
  return JSON.parse(stdout);
}

function paidCallsOfAws(): number {
  const calls = Object.entries(world.sandbox.calls());
  return calls.reduce(
    (sum, [name, count]) => sum + (name.includes('GetCostAndUsage') ? count : 0),
    0,
  );
}

const PRICED = {
  ...{ price: '41.61', quantity: '730', source: 'cost-explorer' },
  ...{ reason: null, detail: null },
};

test('instances in a capacity block cost its fee by instances and hours; a day has one paid call', async () => {
  const state = await freshState();
  const first = await priced(state, CAP);
  const second = await priced(state, CAP);

  expect(first).toMatchObject({ exitCode: 0, stderr: '', asked: 1, blocks: [PRICED, PRICED] });
  expect(first.paidCalls).toEqual({ requests: 1, amount: '0.01', currency: 'USD' });
  expect(second).toMatchObject({ exitCode: 0, stderr: '', asked: 0, blocks: [PRICED, PRICED] });
  expect(second.paidCalls).toEqual({ requests: 0, amount: '0', currency: 'USD' });
  expect(await query(state, 'select service, operation, amount from paid_calls')).toEqual([
    { service: 'ce', operation: 'GetCostAndUsage', amount: '0.01' },
  ]);
  // Only the account of the block was asked, and the price says when the bill was read.
  expect(
    await query(
      state,
      `select b.account, count(*) as dated from resource_costs c join capacity_block_rates b
       on c.price_date = b.read_at where c.source = 'cost-explorer' group by b.account`,
    ),
  ).toEqual([{ account: OWNER, dated: 2 }]);
});

test('items of a run have the stored rate, and a run pays nothing', async () => {
  const state = await freshState();
  const mapping = await world.file('costs.yml', MAPPING);
  const costsOf = async (): Promise<readonly unknown[]> => {
    const output = path.join(world.folder, 'items.ndjson');
    const args = ['resync', '--config', mapping, '--output', output, '--state', state];
    expect(await world.run(args, { env: { ...CAP, LONGSHORE_PRICES_FILE: prices } })).toMatchObject(
      {
        exitCode: 0,
      },
    );
    const lines = (await readFile(output, 'utf8')).trim().split('\n');
    return lines
      .map((line) => Item.parse(JSON.parse(line)))
      .filter(({ Properties }) => Properties.CapacityReservationId === BLOCK)
      .map(({ __ExtraContext }) => __ExtraContext.Cost);
  };
  const asked = paidCallsOfAws();

  const unknown = {
    unpriced: expect.arrayContaining([{ name: 'instance', reason: 'paid-source' }]),
  };
  expect(await costsOf()).toEqual([
    expect.objectContaining(unknown),
    expect.objectContaining(unknown),
  ]);
  expect(paidCallsOfAws()).toBe(asked);
  await priced(state, CAP);
  const known = { components: expect.arrayContaining([expect.objectContaining(HOURLY)]) };
  expect(await costsOf()).toEqual([expect.objectContaining(known), expect.objectContaining(known)]);
  expect(paidCallsOfAws()).toBe(asked + 1);
});

const HOURLY = { name: 'instance', price: 41.61, unit: 'Hrs', monthly: 30_375.3 };
const MAPPING = `resources:
  - kind: ${INSTANCE}
    selector: { query: 'true', includeCosts: true }
    port: { entity: { mappings: { identifier: .Properties.InstanceId, blueprint: '"ec2Instance"' } } }
`;
const Item = z.object({
  Properties: z.object({ CapacityReservationId: z.string().optional() }),
  __ExtraContext: z.object({ Cost: z.unknown() }),
});

test('without a cap nothing is asked, and the detail names the setting', async () => {
  const before = world.sandbox.calls();
  const { exitCode, paidCalls, blocks } = await priced(await freshState());

  expect(exitCode).toBe(0);
  expect(paidCalls).toBeUndefined();
  expect(blocks).toHaveLength(2);
  for (const { price, reason, detail } of blocks) {
    expect([price, reason]).toEqual([null, 'paid-source']);
    expect(detail).toMatch(/LONGSHORE_SPEND_CAP_USD/);
  }
  expect(world.sandbox.calls()).toEqual(before);
});

test.each<[string, Fault, number]>([
  ['the reservations', { type: 'deny', operation: 'DescribeCapacityReservations' }, 0],
  ['the bill', { type: 'deny', service: 'ce' }, 1],
])('denied access to %s is a warning, and other instances are priced', async (_, fault, asked) => {
  world.sandbox.setFaults([fault]);
  const state = await freshState();
  const denied = await priced(state, CAP);
  world.sandbox.setFaults([]);
  const allowed = await priced(state, CAP);

  expect(denied).toMatchObject({ exitCode: 0, asked });
  expect(denied.stderr).toMatch(
    /no new prices of the capacity blocks of 210000000001: .*is not authorized/,
  );
  expect(denied.stderr).toMatch(
    /; fix: allow (ce:GetCostAndUsage|ec2:DescribeCapacityReservations) for/,
  );
  expect(denied.blocks.map(({ reason }) => reason)).toEqual(['paid-source', 'paid-source']);
  expect(await query(state, OTHERS)).toEqual([{ priced: 4 }]);
  expect(allowed).toMatchObject({ asked: 1, blocks: [PRICED, PRICED] });
});

const OTHERS =
  "select count(*) as priced from resource_costs where component = 'instance' and price is not null and source <> 'cost-explorer'";

test('a cap that a call would exceed stops it', async () => {
  const low = await priced(await freshState(), { LONGSHORE_SPEND_CAP_USD: '0.009' });

  expect(low).toMatchObject({ exitCode: 0, asked: 0 });
  expect(low.stderr).toMatch(/did not call ce:GetCostAndUsage for 0\.01 USD: 0 of the 0\.009 USD/);
  expect(low.stderr).toMatch(/fix: raise LONGSHORE_SPEND_CAP_USD/);
  expect(low.blocks[0]?.reason).toBe('paid-source');
});

test('a fee that the bill does not have yet is unknown, never 0', async () => {
  await using early = await CatalogWorld.create({
    estate: {
      ...{ seed: 'early', accounts: 1, regions: ['us-east-1'], usedRegions: 1 },
      [INSTANCE]: 2,
    },
    sandbox: { bill: { rowsOf: () => [] } },
  });
  const { exitCode } = await early.run(['resync', '--sink', 'store', '--kinds', INSTANCE]);
  await early.run(['cost', 'resources', '--prices', prices], { env: CAP });
  const { stdout } = await early.run([
    'query',
    "select reason, price, detail from resource_costs where component = 'instance' and reason is not null",
    '--format',
    'json',
  ]);

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    { reason: 'no-price', price: null, detail: expect.stringContaining('the bill has no fee') },
  ]);
});
