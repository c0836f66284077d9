import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { projectedRow } from '../../../src/cost/engine/output/projected-json.ts';
import { ProjectedRowText } from '../../../src/cost/engine/output/projected-row-text.ts';
import type { Plan, PlannedResource } from '../../../src/cost/engine/plans/planned-resource.ts';
import { projectPlan } from '../../../src/cost/engine/projection/project-plan.ts';
import { SECRET, UNKNOWN } from '../../../src/cost/models/unknown-value.ts';
import { readPriceFile } from '../../../src/cost/prices/price-file.ts';
import { loadCostModels } from '../../../src/app/cost/cost-models.ts';
import { PRICES } from './projected-world.ts';

const REGIONS = ['us-east-1', 'eu-west-1', undefined];
const hidden = fc.constantFrom(UNKNOWN, SECRET);
const disk = fc.record(
  {
    volume_type: fc.oneof(fc.constantFrom('gp3', 'io1'), hidden),
    volume_size: fc.oneof(fc.constantFrom(8, 100, '100'), hidden),
    iops: fc.constantFrom(3_000, 9_000),
  },
  { requiredKeys: [] },
);
const values = fc.oneof(
  fc.record({
    type: fc.constant('aws_instance'),
    properties: fc.record(
      {
        instance_type: fc.oneof(fc.constantFrom('m5.large', 't3.micro', 'none.such'), hidden),
        tenancy: fc.constantFrom('default', 'dedicated'),
        monitoring: fc.oneof(fc.boolean(), fc.constantFrom('true', 'false')),
        root_block_device: fc.oneof(fc.array(disk, { maxLength: 2 }), hidden),
        tags: fc.dictionary(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 })),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    type: fc.constantFrom('aws_ebs_volume', 'aws:ebs/volume:Volume'),
    properties: fc.record(
      {
        type: fc.oneof(fc.constantFrom('gp2', 'gp3', 'io2', 'io2 100:x'), hidden),
        size: fc.oneof(fc.constantFrom(1, 10, '1', '10'), hidden),
        iops: fc.oneof(fc.constantFrom(100, 20_000), hidden),
        multiAttachEnabled: fc.boolean(),
        multi_attach_enabled: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    type: fc.constant('aws_sqs_queue'),
    properties: fc.record(
      { name: fc.constantFrom('a', 'a.fifo'), fifo_queue: fc.oneof(fc.boolean(), hidden) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ type: fc.constantFrom('aws_iam_role', 'aws_none'), properties: fc.constant({}) }),
);
const resource = fc
  .record({
    values,
    former: fc.option(values),
    region: fc.constantFrom(...REGIONS),
    name: fc.string({ maxLength: 4 }),
  })
  .map(({ values: { type, properties }, former, region, name }): PlannedResource => {
    const state = { region, cloudId: undefined, arn: undefined, created: undefined };
    const isUpdate = former?.type === type;
    return {
      ...{ address: `${type}.${name}`, type, name, provider: 'aws', parent: undefined },
      ...(isUpdate
        ? { operation: 'update', step: 'update' }
        : { operation: 'create', step: 'create' }),
      isExternal: false,
      before: isUpdate ? { ...state, properties: former.properties, references: {} } : 'none',
      after: { ...state, properties, references: {} },
    };
  });

function withoutProperties(one: PlannedResource): PlannedResource {
  const { after } = one;
  return typeof after === 'string' ? one : { ...one, after: { ...after, properties: {} } };
}

describe('resources that are alike are priced once', () => {
  let priced: (resources: readonly PlannedResource[]) => ReturnType<typeof projectPlan>;
  beforeAll(async () => {
    const { models } = await loadCostModels();
    const { regions } = await readPriceFile(PRICES, new AbortController().signal);
    priced = (resources) => {
      const plan: Plan = { source: 'terraform-plan', resources, others: 0, notes: [] };
      return projectPlan(plan, { models, prices: (region) => regions.get(region)?.prices });
    };
  });

  test('each costs what it costs alone, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 40 }), (given) => {
        const resources = given.flatMap((one) => [one, withoutProperties(one)]);
        const together = priced(resources);
        const alone = resources.flatMap((one) => priced([one]));
        expect(together).toEqual(alone);
      }),
      { numRuns: 60 },
    );
  });

  test.each([undefined, 2])('rows have the text that they have alone: indent %s', (indent) => {
    const textOf = (row: object): string => JSON.stringify(row, null, indent);
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 40 }), (resources) => {
        const rows = new ProjectedRowText(textOf);
        for (const one of priced(resources)) expect(rows.of(one)).toBe(textOf(projectedRow(one)));
      }),
      { numRuns: 30 },
    );
  });
});
