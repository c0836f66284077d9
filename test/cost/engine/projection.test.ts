import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCostModels } from '../../../src/app/cost/cost-models.ts';
import { projectedRow, projectedSummary } from '../../../src/cost/engine/output/projected-json.ts';
import { parseSpec, type PriceSpec } from '../../../src/cost/engine/projection/local-spec.ts';
import {
  projectPlan,
  regionsOf,
  type ProjectedResource,
  type ProjectionInputs,
} from '../../../src/cost/engine/projection/project-plan.ts';
import { reasonsOf, totalsOf } from '../../../src/cost/engine/projection/projected-totals.ts';
import { usageFile } from '../../../src/cost/engine/projection/usage-file.ts';
import { decimalText, roundedText, sumOf } from '../../../src/cost/money/decimal.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../../src/cost/prices/price-book.ts';
import { selectedFor, type PriceRow } from '../../helpers/price-rows.ts';
import { change, planOf, preview, step, terraformPlan, urn, volume } from './plan-documents.ts';

const storage = (api: string, price: string, currency = 'USD'): PriceRow => ({
  family: 'Storage',
  unit: 'GB-Mo',
  price,
  currency,
  attributes: { usagetype: `EBS:VolumeUsage.${api}`, volumeApiName: api },
});
const ROWS = [
  storage('gp2', '0.10'),
  storage('gp3', '0.08'),
  {
    family: 'System Operation',
    unit: 'IOPS-Mo',
    price: '0.005',
    attributes: { usagetype: 'EBS:VolumeP-IOPS.gp3' },
  },
];

let MODELS: ReadonlyMap<string, CostModel>;
const PRICES = new Map<string, RegionPrices>();
beforeAll(async () => {
  const { models, needs } = await loadCostModels();
  MODELS = models;
  PRICES.set('eu-west-1', selectedFor(needs, 'eu-west-1', ROWS).prices);
  PRICES.set('cn-north-1', selectedFor(needs, 'cn-north-1', [storage('gp3', '0.5', 'CNY')]).prices);
});

async function project(
  document: unknown,
  more: Partial<ProjectionInputs> = {},
): Promise<readonly ProjectedResource[]> {
  const plan = await planOf(document);
  return projectPlan(plan, { models: MODELS, prices: (region) => PRICES.get(region), ...more });
}

async function rowOf(
  document: unknown,
  more: Partial<ProjectionInputs> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const [first] = await project(document, more);
  if (first === undefined) throw new Error('no resource');
  return projectedRow(first);
}

const create = (inputs: object): object => preview([step('create', { newState: volume(inputs) })]);
const UNKNOWN_NUMBER = '3eeb2bf0-c639-47a8-9e75-3b44932eb421';
const database = { op: 'create', urn: urn('aws:docdb/cluster:Cluster', 'db'), inputs: {} };

describe('the cost of a planned resource', () => {
  test('before, after and the difference, in all and by component', async () => {
    const plan = preview([
      step('update', {
        oldState: volume({ size: 100, type: 'gp3' }),
        newState: volume({ size: 100, type: 'gp3', iops: 4000 }),
      }),
    ]);

    expect(await rowOf(plan)).toMatchObject({
      ...{ monthly: 13, before: 8, delta: 5, currency: 'USD', basis: 'ListCost' },
      ...{ adapter: 'longshore', operation: 'update', breakdown: { storage: 8, IOPS: 5 } },
      components: [
        { name: 'storage', unit: 'GB-Mo', quantity: 100, unitPrice: 0.08, monthly: 8, before: 8 },
        { name: 'IOPS', unit: 'IOPS-Mo', quantity: 1000, monthly: 5, before: 0 },
      ],
    });
  });

  test('a resource that is deleted costs nothing then', async () => {
    const plan = preview([step('delete', { oldState: volume({ size: 50, type: 'gp3' }) })]);

    expect(await rowOf(plan)).toMatchObject({ monthly: 0, hourly: 0, before: 4, delta: -4 });
  });

  test('a size below zero is a mistake, and not free', async () => {
    expect(await rowOf(create({ size: -5, type: 'gp3' }))).toMatchObject({
      monthly: null,
      unpriced: [{ component: 'storage', detail: 'its GB-Mo would be below zero' }],
    });
  });

  test('only what an unknown value decides is unpriced', async () => {
    const iops = await rowOf(create({ size: 100, type: 'gp3', iops: UNKNOWN_NUMBER }));
    const size = await rowOf(create({ size: UNKNOWN_NUMBER, type: 'gp3' }));

    expect(iops).toMatchObject({
      monthly: 8,
      unpriced: [
        { component: 'IOPS', reason: 'no-property', detail: 'iops is not known before the change' },
      ],
    });
    expect(size).toMatchObject({ monthly: null, hourly: null, adapter: 'none' });
    expect(size).toMatchObject({ error: { code: 'NO_COST_DATA' } });
  });

  test('a secret decides nothing, and is not shown', async () => {
    const row = await rowOf(create({ size: 100, type: '[secret]' }));

    expect(row).toMatchObject({ monthly: null, unpriced: [{ detail: 'type is secret' }] });
  });

  test('a change of a part that has no price on one side has no difference', async () => {
    const plan = preview([
      step('update', {
        oldState: volume({ size: 10, type: 'gp3' }),
        newState: volume({ size: 10, type: 'gp9' }),
      }),
    ]);
    const projected = await project(plan);

    expect(projected[0]?.difference).toBeUndefined();
    expect(totalsOf(projected)).toMatchObject({ unknownChanges: 1, unpriced: 1 });
    expect(projected.map(reasonsOf)).toEqual([expect.stringContaining('gp9')]);

    const back = await project(
      preview([
        step('update', {
          oldState: volume({ size: 10, type: 'gp9' }),
          newState: volume({ size: 10, type: 'gp3' }),
        }),
      ]),
    );
    expect(back.map(reasonsOf)).toEqual([expect.stringContaining('gp9')]);
    expect(back.map((one) => projectedRow(one)['unpriced'])).toEqual([
      [expect.objectContaining({ component: 'storage', before: true })],
    ]);
  });

  test('types without a model are named, and free types say why', async () => {
    expect(await rowOf(preview([database]))).toMatchObject({
      monthly: null,
      notes: 'aws:docdb/cluster:Cluster has no cost model',
      error: { code: 'NO_COST_DATA', resourceType: 'aws:docdb/cluster:Cluster' },
    });
    const role = { op: 'create', urn: urn('aws:iam/role:Role', 'job'), inputs: {} };
    expect(await rowOf(preview([role]))).toMatchObject({ monthly: 0, notes: 'free: IAM is free' });
  });

  test('without a region, and without prices of the region', async () => {
    const nowhere = { steps: [step('create', { newState: volume({ size: 1 }) })] };

    expect(await rowOf(nowhere)).toMatchObject({ monthly: null, region: null });
    expect(await rowOf(create({ size: 1, region: 'sa-east-1' }))).toMatchObject({
      unpriced: [{ reason: 'no-price-book' }],
    });
  });

  test('Terraform and Pulumi give the same cost', async () => {
    const pulumi = await rowOf(create({ size: 100, type: 'gp3', iops: 4000 }));
    const after = { size: 100, type: 'gp3', iops: 4000 };
    const terraform = await rowOf(
      terraformPlan([change('aws_ebs_volume.data', ['create'], { before: null, after })]),
    );

    expect(terraform['monthly']).toBe(pulumi['monthly']);
    expect(terraform['service']).toBe('ec2');
  });

  test('a usage file gives quantities; its addresses may have [*]', async () => {
    const usage = usageFile({
      version: 0.1,
      resource_usage: {
        'aws_ebs_volume.old[*]': { monthly_standard_io_requests: 1_000_000 },
        'aws_ebs_volume.gone': { monthly_standard_io_requests: 1 },
      },
    });
    if ('problem' in usage) throw new Error(usage.problem);
    const plan = terraformPlan([
      change('aws_ebs_volume.old[0]', ['create'], { before: null, after: { type: 'standard' } }),
    ]);
    const [one] = await project(plan, { usage: (resource) => usage.of(resource) });

    const detail = one?.after?.components.map(({ unpriced }) => unpriced?.reason);
    expect(detail).toEqual(['no-price', 'no-price']); // the price is missing, and the usage is not
    expect(usage.unused).toEqual(['aws_ebs_volume.gone']);
    expect(usageFile({ resource_usage: [] })).toHaveProperty('problem');
    const below = { 'aws_lambda_function.job': { standard: { monthly_requests: '-5' } } };
    const problem = 'aws_lambda_function.job.standard.monthly_requests is negative';
    expect(usageFile({ resource_usage: below })).toEqual({ problem: `resource_usage.${problem}` });
    expect(usageFile({ resource_type_default_usage: below })).toHaveProperty('problem');
  });

  test('a task definition and a service find each other by reference', async () => {
    const service = { desired_count: 1, launch_type: 'FARGATE' };
    const configuration = {
      root_module: {
        resources: [
          {
            type: 'aws_ecs_service',
            name: 'web',
            expressions: {
              task_definition: {
                references: ['aws_ecs_task_definition.web.arn', 'aws_ecs_task_definition.web'],
              },
            },
          },
        ],
      },
    };
    const plan = terraformPlan(
      [
        change('aws_ecs_service.web', ['create'], {
          after: service,
          after_unknown: { task_definition: true },
        }),
        change('aws_ecs_task_definition.web', ['create'], { after: { cpu: '256', memory: '512' } }),
      ],
      configuration,
    );
    const [web] = await project(plan);

    expect(web?.after?.components.map(({ unpriced }) => unpriced?.reason)).toEqual([
      'no-price',
      'no-price',
    ]);
    expect(await planOf(plan).then((read) => regionsOf(read, MODELS))).toEqual(['eu-west-1']);
  });
});

describe('YAML price files', () => {
  const spec = (pricing: object, more: object = {}): PriceSpec => {
    const parsed = parseSpec({
      ...{ provider: 'aws', service: 'docdb', sku: 'default', currency: 'USD' },
      pricing,
      ...more,
    });
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed;
  };
  const price = async (
    pricing: object,
    inputs: object = {},
  ): Promise<readonly [unknown, unknown]> => {
    const found = spec(pricing);
    const row = await rowOf(preview([{ ...database, inputs }]), {
      spec: (name) => (name === 'aws-docdb-default' ? found : undefined),
    });
    return [row['monthly'], row['hourly']];
  };

  test.each([
    ['onDemandHourly: 0.05', { onDemandHourly: 0.05 }, {}, 36.5],
    ['onDemandHourly: 0.0104', { onDemandHourly: 0.0104 }, {}, 7.592],
    ['hourlyRate: 1', { hourlyRate: 1 }, {}, 730],
    ['pricePerGBMonth: 0.10, size 100', { pricePerGBMonth: 0.1 }, { size: 100 }, 10],
    ['pricePerGBMonth with a size in a text', { pricePerGBMonth: 0.1 }, { volumeSize: '100' }, 10],
    ['monthlyEstimate as a YAML integer: 8', { monthlyEstimate: 8 }, {}, 8],
    ['memory: 0.5 is no price', { memory: 0.5 }, {}, null],
    ['nothing usable is not invented', {}, {}, null],
  ])('%s', async (_, pricing, inputs, monthly) => {
    expect((await price(pricing, inputs))[0]).toBe(monthly);
  });

  test('the example of the contract: 23.80 EUR a month, 0.0326 an hour', async () => {
    const found = spec(
      { pricePerGBMonth: 0.0952, baselineIops: 3000 },
      { service: 'ebs', currency: 'EUR' },
    );
    const row = await rowOf(
      preview([
        { op: 'create', urn: urn('aws:ebs/fast:Fast', 'x'), inputs: { type: 'gp3', size: 250 } },
      ]),
      { spec: (name) => (name === 'aws-ebs-gp3' ? found : undefined) },
    );

    expect(row).toMatchObject({ monthly: 23.8, currency: 'EUR', adapter: 'local-spec' });
    expect(Number(row['hourly']).toFixed(4)).toBe('0.0326');
  });

  test('the published form, by billing mode and tiers', async () => {
    const published = parseSpec({
      ...{ provider: 'aws', resource_type: 'docdb', billing_mode: 'per_gb_month', currency: 'USD' },
      rate_per_unit: 1,
      pricing_tiers: [
        { min_quantity: 0, max_quantity: 10, rate_per_unit: 1 },
        { min_quantity: 10, max_quantity: 0, rate_per_unit: 0.5 },
      ],
    });
    if ('problem' in published) throw new Error(published.problem);
    const row = await rowOf(preview([{ ...database, inputs: { size: 30 } }]), {
      spec: () => published,
    });

    expect(row['monthly']).toBe(20);
    expect(parseSpec({ provider: 'aws', service: 'x' })).toHaveProperty('problem');
  });

  test('a SKU cannot leave the folder; the name has its dots', async () => {
    const asked: string[] = [];
    const names = async (inputs: object): Promise<readonly string[]> => {
      asked.length = 0;
      await project(preview([{ ...database, inputs }]), {
        spec: (name) => {
          asked.push(name);
          return undefined;
        },
      });
      return [...asked];
    };

    expect(await names({ instanceType: 't3.micro' })).toContain('aws-docdb-t3.micro');
    expect(await names({ instanceClass: 'db.t3.small' })).toContain('aws-docdb-db.t3.small');
    expect(await names({ sku: '../../etc/passwd' })).toEqual([
      'aws-docdb-default',
      'aws-docdb-standard',
      'aws-docdb-basic',
    ]);
  });

  test('one price counts, and the other is an alternative', async () => {
    const found = spec({ monthlyEstimate: 99 });
    const row = await rowOf(create({ size: 100, type: 'gp3' }), { spec: () => found });

    expect(row).toMatchObject({
      monthly: 8,
      adapter: 'longshore',
      alternatives: [{ adapter: 'local-spec', monthly: 99, currency: 'USD' }],
    });
  });
});

test('assumed costs are marked, and counted apart', async () => {
  const plan = preview([
    { ...database, urn: urn('aws:rds/proxy:Proxy', 'a') },
    { ...database, urn: urn('aws:storagegateway/gateway:Gateway', 'b') },
    { ...database, urn: urn('aws:batch/computeEnvironment:ComputeEnvironment', 'c') },
    { ...database, urn: urn('aws:kinesis/stream:Stream', 'd') },
  ]);
  const monthly = async (assumption: 'seed' | 'peer'): Promise<readonly unknown[]> => {
    const projected = await project(plan, { assumption });
    expect(decimalText(totalsOf(projected).totals[0]?.assumed ?? sumOf([]))).not.toBe('0');
    return projected.map((one) => projectedRow(one)).map((row) => [row['monthly'], row['assumed']]);
  };

  expect(await monthly('seed')).toEqual([
    [20, true],
    [100, true],
    [50, true],
    [5, true],
  ]);
  expect(await monthly('peer')).toEqual([
    [20, true],
    [20, true],
    [50, true],
    [5, true],
  ]);
});

test('20 EUR and 7.59 USD are never added', async () => {
  const plan = preview([
    step('create', { newState: volume({ size: 100, type: 'gp3' }) }),
    step('create', {
      urn: urn('aws:ebs/volume:Volume', 'cn'),
      newState: volume({ size: 10, type: 'gp3', region: 'cn-north-1' }),
    }),
  ]);
  const resources = await project(plan);
  const totals = totalsOf(resources);
  const facts = {
    plan: { source: 'pulumi-preview', notes: [], others: 0 } as const,
    totals,
    prices: { from: undefined, sources: [], simulated: false },
  };

  expect(
    totals.totals.map(({ currency, monthly }) => `${roundedText(monthly, 2)} ${currency}`),
  ).toEqual(['5.00 CNY', '8.00 USD']);
  expect(projectedSummary({ ...facts })).toMatchObject({
    summary: { totalMonthly: null, currency: null },
  });
});

test('what the stack does not own is in no total', async () => {
  const resources = await project(
    preview([step('read', { newState: volume({ size: 100, type: 'gp3' }, { external: true }) })]),
  );

  expect(totalsOf(resources)).toMatchObject({ totals: [], external: 1, resources: 0 });
});

test('totals are the sums of the rows in every grouping, in any order of the steps', async () => {
  const size = fc.integer({ min: 1, max: 10_000 });
  const side = fc.record({ size, type: fc.constantFrom('gp2', 'gp3', 'gp9') });
  const steps = fc.array(
    fc.record({ op: fc.constantFrom('create', 'update', 'delete', 'same'), old: side, next: side }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const list = given.map(({ op, old, next }, index) => ({
        ...{ op, urn: urn('aws:ebs/volume:Volume', `v${index}`) },
        ...(op !== 'create' && { oldState: { custom: true, inputs: old } }),
        ...(op !== 'delete' && { newState: { custom: true, inputs: next } }),
      }));
      const resources = await project(preview(list));
      const reversed = await project(preview([...list].reverse()));
      const { totals } = totalsOf(resources);
      const [total] = totals;

      expect(reversed.map((one) => projectedRow(one))).toEqual(
        resources.map((one) => projectedRow(one)),
      );
      const after = sumOf(resources.flatMap((one) => one.after?.monthly ?? []));
      const before = sumOf(resources.flatMap((one) => one.before?.monthly ?? []));
      const change = sumOf(resources.flatMap(({ difference }) => difference ?? []));
      expect([total?.monthly ?? 0n, total?.before ?? 0n, total?.difference ?? 0n]).toEqual([
        after,
        before,
        change,
      ]);
      for (const by of [total?.byProvider, total?.byService, total?.byAdapter]) {
        expect(sumOf(by?.values() ?? [])).toBe(after);
      }
      expect(sumOf(total?.byOperation.values() ?? [])).toBe(change);
    }),
    { numRuns: 60 },
  );
});
