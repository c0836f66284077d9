import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { createPortClient } from '../../src/app/port-client.ts';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';
import { focusRow, type ExportRow } from '../cost/billing/bill-world.ts';

const VOLUME = 'AWS::EC2::Volume';
const REGION = 'eu-west-1';
const COST_MAPPING = '.port/resources/cost/port-app-config.yml';
const COST_BLUEPRINTS = '.port/resources/cost/blueprints.json';
const COSTED = {
  identifier: 'costed',
  title: 'Costed',
  schema: { properties: { cost: { type: 'object' } }, required: [] },
  relations: {},
};
/** Each volume with all that is known of its cost. */
const VOLUMES = {
  kind: VOLUME,
  selector: { query: 'true', includeCosts: true },
  port: {
    entity: {
      mappings: {
        identifier: '.Properties.VolumeId',
        blueprint: '"costed"',
        properties: { cost: '.__ExtraContext.Cost' },
      },
    },
  },
};
const PAYER = '210000000000';
const MONTH = monthBefore(1);
const EARLIER = monthBefore(2);

const Document = z.looseObject({
  resources: z.array(z.looseObject({ kind: z.string() })),
});
const Ended = z.looseObject({
  status: z.string(),
  port: z.looseObject({
    deleted: z.number(),
    withheld: z.array(z.looseObject({ reason: z.string(), entities: z.number() })),
  }),
});
const Totals = z.array(
  z.object({ service: z.string(), billed: z.coerce.number(), effective: z.coerce.number() }),
);

let world: CatalogWorld;
let mapping = '';

/** So many months ago: `2026-10`. */
function monthBefore(count: number): string {
  const now = new Date();
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 1));
  return start.toISOString().slice(0, 'YYYY-MM'.length);
}

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...{ seed: 'billed', accounts: 1, regions: [REGION], usedRegions: 1, suspendedEvery: 0 },
      [VOLUME]: 2,
    },
    kinds: [],
  });
  world.port.catalog.createBlueprint(COSTED);
  using client = createPortClient(loadSettings({ env: world.port.environment }));
  const blueprints = await defaultBlueprints(COST_BLUEPRINTS);
  await convergeBlueprints(client, blueprints, new AbortController().signal);
  const { resources } = Document.parse(parse(await readFile(COST_MAPPING, 'utf8')));
  const own = resources.filter(({ kind }) => kind === 'Longshore::Cost::ServiceMonth');
  mapping = await world.file('mapping.yml', stringify({ resources: [...own, VOLUMES] }));
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function endOf({ stderr }: CommandResult): z.output<typeof Ended> {
  return Ended.parse(JSON.parse(stderr.trim().split('\n').at(-1) ?? ''));
}

/** Imports a bill of these services for a month, in place of the one that is stored. */
async function bill(month: string, services: Readonly<Record<string, string>>): Promise<void> {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const end = new Date(Date.UTC(year, number, 1)).toISOString();
  const rows = Object.entries(services).map(([code, cost]): ExportRow =>
    focusRow({
      ...{ BillingPeriodStart: `${month}-01T00:00:00Z`, BillingPeriodEnd: end },
      ...{ ChargePeriodStart: `${month}-05T00:00:00Z`, ChargePeriodEnd: `${month}-05T01:00:00Z` },
      ...{ BillingAccountId: PAYER, SubAccountId: PAYER, x_ServiceCode: code, ServiceName: code },
      ...{ BilledCost: cost, EffectiveCost: cost, ListCost: cost, ContractedCost: cost },
      ResourceId: code,
    }),
  );
  const columns = Object.keys(rows[0] ?? {});
  const cell = (value: string | null | undefined): string =>
    value === null || value === undefined ? '' : `"${value.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  const text = `${[columns.map(cell).join(','), ...lines].join('\n')}\n`;
  const file = await world.file(`${month}.csv`, text);
  const imported = await world.run(['cost', 'import', file]);
  expect(imported).toMatchObject({ exitCode: 0 });
}

function services(month: string): readonly string[] {
  return [...world.port.catalog.entities('costServiceMonth').values()]
    .flatMap(({ properties }) => (properties['month'] === month ? [properties['service']] : []))
    .map(String)
    .sort();
}

test('without a bill, a run says so and what to do', async () => {
  const { exitCode, stderr } = await world.sync(['--config', mapping]);

  expect(exitCode).toBe(3);
  expect(stderr).toContain('not-enabled');
  expect(world.countOf('costServiceMonth')).toBe(0);
}, 120_000);

test('each service and month of the collected bill is an entity; the sums are those of the bill', async () => {
  const collected = await world.run(['cost', 'collect', '--from', EARLIER, '--to', MONTH]);

  const { exitCode } = await world.sync(['--config', mapping]);

  expect([collected.exitCode, exitCode]).toEqual([0, 0]);
  const { stdout } = await world.run([
    'query',
    `select x_ServiceCode as service, sum(BilledCost) as billed, sum(EffectiveCost) as effective from charges
     where source_period = '${MONTH}' group by 1`,
    ...['--format', 'json'],
  ]);
  const totals = Totals.parse(JSON.parse(stdout));
  expect(services(MONTH)).toEqual(totals.map(({ service }) => service).sort());
  for (const { service, billed, effective } of totals) {
    const id = `${PAYER}/${MONTH}/${service}/USD`;
    const entity = world.port.catalog.entities('costServiceMonth').get(id);
    expect(entity).toMatchObject({
      properties: {
        billedCost: expect.closeTo(billed, 5) as unknown,
        effectiveCost: expect.closeTo(effective, 5) as unknown,
        ...{ currency: 'USD', source: 'focus-1.2' },
        status: expect.stringMatching(/^(?:final|estimated)$/) as unknown,
      },
      relations: { account: PAYER },
    });
  }
}, 120_000);

test('an item has its bill beside its estimate, with basis, currency, period and source', async () => {
  await world.sync(['--config', mapping]);

  const { stdout } = await world.run([
    'query',
    `select ResourceId as service, sum(EffectiveCost) as effective, sum(BilledCost) as billed from charges
     where source_period = '${MONTH}' and ResourceId like '%vol-%' and ChargeCategory = 'Usage' group by 1`,
    ...['--format', 'json'],
  ]);
  const charged = Totals.parse(JSON.parse(stdout));
  const items = [...world.port.catalog.entities('costed').values()];
  expect([items.length, charged.length]).toEqual([2, 2]);
  for (const { identifier, properties } of items) {
    const own = charged.find(({ service }) => service.endsWith(identifier));
    expect(properties['cost']).toMatchObject({
      ...{ monthly: expect.any(Number) as unknown, basis: 'ListCost', currency: 'USD' },
      bill: {
        amount: expect.closeTo(own?.effective ?? Number.NaN, 5) as unknown,
        ...{ basis: 'EffectiveCost', currency: 'USD', period: MONTH, source: 'focus-1.2' },
        components: expect.arrayContaining([
          { name: 'volume_storage', amount: expect.any(Number) as unknown },
        ]) as unknown,
      },
    });
  }
}, 120_000);

test('a service that a complete month no longer has ends; other months stay', async () => {
  const earlier = services(EARLIER);
  await bill(MONTH, { AmazonS3: '1.5', 'A service, (new) #1': '2' });

  const result = await world.sync(['--config', mapping]);

  expect(result.exitCode).toBe(0);
  expect(services(MONTH)).toEqual(['A service, (new) #1', 'AmazonS3']);
  expect(services(EARLIER)).toEqual(earlier);
}, 120_000);

test('a month that the store no longer has ends nothing', async () => {
  const before = [...services(MONTH), ...services(EARLIER)];
  await rm(path.join(world.folder, 'state', 'store.duckdb'));
  await bill(EARLIER, { AmazonS3: '1' });

  const { port } = endOf(await world.sync(['--config', mapping]));

  expect([...services(MONTH)]).toEqual(before.slice(0, services(MONTH).length));
  expect(services(EARLIER)).toEqual(['AmazonS3']);
  expect(port.withheld).toEqual([
    expect.objectContaining({ reason: 'not-evaluated', entities: 2 }),
  ]);
}, 120_000);
