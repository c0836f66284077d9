import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { costReport } from '../../../src/app/cost/resources/cost-report.ts';
import type { CostExample } from '../../../src/cost/models/cost-example.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { estimate, hourlyOf, type Estimate } from '../../../src/cost/models/estimate.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { costRows } from '../../../src/cost/resources/cost-rows.ts';
import {
  priceResources,
  storedResource,
  type PricedResource,
  type ResourcePricing,
  type StoredResource,
} from '../../../src/cost/resources/price-resources.ts';
import { RESOURCE_COSTS, type ResourceCostRow } from '../../../src/store/cost-tables.ts';
import type { Store } from '../../../src/store/store.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';

const never = new AbortController().signal;
const ACCOUNT = '210000000000';
const PRICED_AT = Date.parse('2026-11-22T10:00:00Z');
const COLUMNS = RESOURCE_COSTS.columns.map(({ name }) => name);

let opened: TemporaryStore;
let store: Store;

beforeAll(async () => {
  opened = await openDuckDb();
  ({ store } = opened);
});

afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

// eslint-disable-next-line @typescript-eslint/require-await -- resources come as a stream
async function* stream<Item>(...batches: readonly (readonly Item[])[]) {
  yield* batches;
}

function resource(given: Partial<StoredResource> & { readonly kind: string }): StoredResource {
  const facts = { account: ACCOUNT, region: 'us-east-1', id: 'one', arn: null, name: null };
  return { ...facts, tags: {}, properties: {}, ...given };
}

const NO_PRICES: ResourcePricing = {
  models: new Map(),
  freeKinds: new Set(),
  prices: () => undefined,
  related: () => Promise.resolve(new Map()),
};

async function priced(
  resources: readonly StoredResource[],
  pricing: Partial<ResourcePricing>,
): Promise<readonly PricedResource[]> {
  const all: PricedResource[] = [];
  const batches = priceResources(stream(resources), { ...NO_PRICES, ...pricing });
  for await (const batch of batches) all.push(...batch);
  return all;
}

async function modelsWithExamples(): Promise<readonly (readonly [CostModel, CostExample])[]> {
  const found: (readonly [CostModel, CostExample])[] = [];
  for (const { model, examples } of Object.values(COST_MODELS)) {
    const loaded = await model();
    for (const example of await examples()) found.push([loaded, example]);
  }
  return found;
}

const EXAMPLES = await modelsWithExamples();

async function modelOf(kind: string): Promise<CostModel> {
  const loader = COST_MODELS[kind];
  if (loader === undefined) throw new TypeError(`no cost model of ${kind}`);
  return loader.model();
}

/** Every example as a resource of the store, each with the prices of its own. */
async function pricedExamples(): Promise<readonly PricedResource[]> {
  const all: PricedResource[] = [];
  for (const [index, [model, example]] of EXAMPLES.entries()) {
    const { kind } = model;
    const { region, properties, related = {} } = example;
    const prices = examplePrices(model, example);
    const arns = model.relatedArns(properties);
    const known = new Map(
      Object.entries(related).map(([name, facts]) => [arns[name] ?? '', facts] as const),
    );
    const one = resource({ kind, region, properties, id: String(index) });
    const pricing = {
      models: new Map([[kind, model]]),
      prices: () => prices,
      related: () => Promise.resolve(known),
    };
    all.push(...(await priced([one], pricing)));
  }
  return all;
}

describe('pricing stored resources', () => {
  test('a resource costs in the store what its cost model says, to the last digit', async () => {
    const all = await pricedExamples();
    const rows = all.flatMap((one) => costRows(one, PRICED_AT));
    await store.replacePart(RESOURCE_COSTS, ACCOUNT, stream(rows), never);

    const report = await costReport(store, { by: 'kind' }, {}, never);

    const everything = all.flatMap(({ estimate: { priced: own } }) => own);
    expect(everything.length).toBeGreaterThan(50);
    for (const currency of report.totals.keys()) {
      const components = everything.filter(({ price }) => price.currency === currency);
      expect(report.totals.get(currency)?.monthly).toBe(
        sumOf(components.map(({ monthly }) => monthly)),
      );
      expect(report.totals.get(currency)?.hourly).toBe(
        sumOf(components.map(({ monthly }) => hourlyOf(monthly))),
      );
    }
    expect(new Set(report.totals.keys())).toEqual(
      new Set(everything.map(({ price }) => price.currency)),
    );
    const unpriced = all.flatMap(({ estimate: { unpriced: own } }) => own);
    expect(report.unpriced.reduce((sum, { components }) => sum + components, 0)).toBe(
      unpriced.length,
    );
  });

  test('each is priced as alone: with its own region, prices and related resources', async () => {
    const all = await pricedExamples();

    all.forEach(({ estimate: found }, index) => {
      const [model, example] = EXAMPLES[index] ?? [];
      if (model === undefined || example === undefined) throw new TypeError('no example');
      const { region, properties, related = {} } = example;
      const arns = model.relatedArns(properties);
      const known = Object.entries(related).filter(([name]) => arns[name] !== undefined);
      const inputs = { region, prices: examplePrices(model, example) };
      const expected = estimate(model, properties, {
        ...inputs,
        related: Object.fromEntries(known),
      });
      expect(found).toEqual(expected);
    });
  });

  test('related resources are asked for once for each kind in a batch', async () => {
    const model = await modelOf('AWS::RDS::DBInstance');
    const asked: (readonly [string, readonly string[]])[] = [];
    const instance = (id: string, cluster: string): StoredResource =>
      resource({
        kind: model.kind,
        id,
        properties: {
          DBInstanceArn: `arn:aws:rds:us-east-1:${ACCOUNT}:db:${id}`,
          DBClusterIdentifier: cluster,
          DBInstanceClass: 'db.r6g.large',
          Engine: 'aurora-mysql',
        },
      });
    const clusterArn = (name: string): string => `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:${name}`;

    const found = await priced(
      [instance('one', 'orders'), instance('two', 'orders'), instance('three', 'missing')],
      {
        models: new Map([[model.kind, model]]),
        related: (kind, arns) => {
          asked.push([kind, arns]);
          const facts = { Engine: 'aurora-mysql', StorageType: 'aurora-iopt1' };
          return Promise.resolve(new Map([[clusterArn('orders'), facts]]));
        },
      },
    );

    expect(asked).toEqual([['AWS::RDS::DBCluster', [clusterArn('orders'), clusterArn('missing')]]]);
    expect(found.map(({ estimate: own }) => reasonsOf(own))).toEqual([
      ['no-price-book'],
      ['no-price-book'],
      ['no-property'],
    ]);
  });

  test('a kind without a cost model is unknown, a free one has no cost', async () => {
    const found = await priced(
      [resource({ kind: 'AWS::IAM::Role' }), resource({ kind: 'AWS::Example::Thing' })],
      { freeKinds: new Set(['AWS::IAM::Role']) },
    );

    expect(found.map(({ estimate: own }) => reasonsOf(own))).toEqual([[], ['no-model']]);
    expect(found.map((one) => costRows(one, PRICED_AT).length)).toEqual([0, 1]);
  });

  test('a resource with unexpected properties does not stop the others', async () => {
    const model = await modelOf('AWS::EC2::Volume');
    const found = await priced(
      [
        resource({ kind: model.kind, properties: { Size: 'many' } }),
        resource({ kind: model.kind, properties: { Size: 8, VolumeType: 'gp3' } }),
      ],
      { models: new Map([[model.kind, model]]) },
    );

    expect(found.map(({ estimate: own }) => reasonsOf(own))).toEqual([
      ['no-property'],
      ['no-price-book'],
    ]);
  });
});

function reasonsOf({ unpriced }: Estimate): readonly string[] {
  return unpriced.map(({ reason }) => reason);
}

describe('the rows of a resource', () => {
  const [volume] = EXAMPLES.filter(([{ kind }]) => kind === 'AWS::EC2::Volume');

  async function rowsOf(usesPrices: boolean): Promise<readonly Record<string, unknown>[]> {
    if (volume === undefined) throw new TypeError('no example of a volume');
    const [model, example] = volume;
    const prices = examplePrices(model, example);
    const [one] = await priced(
      [resource({ kind: model.kind, properties: example.properties, tags: { team: 'web' } })],
      { models: new Map([[model.kind, model]]), prices: () => (usesPrices ? prices : undefined) },
    );
    return one === undefined ? [] : costRows(one, PRICED_AT).map(named);
  }

  test('name basis, currency, date and source', async () => {
    const rows = await rowsOf(true);

    expect(Object.fromEntries(rows.map(({ component, monthly }) => [component, monthly]))).toEqual(
      volume?.[1].monthly,
    );
    for (const row of rows) {
      expect(row).toMatchObject({
        ...{ basis: 'ListCost', currency: 'USD', source: 'price-file', reason: null },
        ...{ price_date: Date.parse('2026-08-01T00:00:00Z'), priced_at: PRICED_AT },
        tags: { team: 'web' },
      });
      expect(row['hourly']).toBe(decimalText(hourlyOf(decimal(String(row['monthly'])))));
    }
  });

  test('have no amount without a price, but a reason', async () => {
    for (const row of await rowsOf(false)) {
      expect(row).toMatchObject({
        ...{ quantity: null, price: null, monthly: null, hourly: null, currency: null },
        ...{ reason: 'no-price-book', basis: 'ListCost', price_date: null, source: null },
      });
      expect(row['detail']).not.toBe('');
    }
  });
});

function named(row: ResourceCostRow): Record<string, unknown> {
  const values: readonly unknown[] = row;
  return Object.fromEntries(values.map((value, index) => [String(COLUMNS[index]), value] as const));
}

test('a row of the store is read with its properties', () => {
  const row = ['AWS::EC2::Volume', ACCOUNT, 'us-east-1', 'vol-1', null, 'data', {}, '{"Size":8}'];
  const own = [...row, '{"Region":"eu-west-1"}'];

  expect(storedResource([...row, null])).toMatchObject({
    id: 'vol-1',
    region: 'us-east-1',
    properties: { Size: 8 },
  });
  expect(storedResource(own).region).toBe('eu-west-1');
  expect(() => storedResource(row.slice(1))).toThrow();
});
