import { afterAll, describe, expect, test } from '@jest/globals';
import { FaultLog } from '../../src/mapping/fault.ts';
import { JqEvaluator, type JqEvaluatorOptions } from '../../src/mapping/jq/evaluator.ts';
import type { MappedBatch, MappingInput } from '../../src/mapping/mapped.ts';
import { Mapper } from '../../src/mapping/mapper.ts';
import { parsePortAppConfig } from '../../src/mapping/port-app-config.ts';

const KIND = 'AWS::SQS::Queue';
const QUEUE = {
  Type: KIND,
  Properties: {
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
    QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:orders',
    FifoQueue: false,
    Tags: [
      { Key: 'team', Value: 'pay' },
      { Key: 'tier', Value: '2' },
    ],
  },
  __ExtraContext: { AccountId: '111122223333', Region: 'eu-west-1' },
};
const ARN = QUEUE.Properties.QueueArn;
const IDENTITY = { identifier: '.Properties.QueueArn', blueprint: '"sqsQueue"' };

const evaluator = new JqEvaluator();
afterAll(() => evaluator[Symbol.asyncDispose]());

interface Block {
  readonly mappings: object;
  readonly query?: string;
  readonly port?: object;
}

/** What a mapping of one or more blocks makes of items, and its faults. */
async function mapped(
  blocks: Block | readonly Block[],
  inputs: readonly MappingInput[] = [{ item: QUEUE }],
  options?: JqEvaluatorOptions,
): Promise<{ batches: readonly MappedBatch[]; entities: readonly object[]; faults: FaultLog }> {
  const list = Array.isArray(blocks) ? (blocks as readonly Block[]) : [blocks as Block];
  const { data, error } = parsePortAppConfig({
    resources: list.map(({ mappings, query = 'true', port = {} }) => ({
      kind: KIND,
      selector: { query },
      port: { ...port, entity: { mappings } },
    })),
  });
  if (data === undefined) throw error;
  const faults = new FaultLog();
  await using own = options === undefined ? undefined : new JqEvaluator(options);
  const batches = await new Mapper(data, own ?? evaluator).map(KIND, inputs, faults);
  const entities = batches.flatMap((batch) =>
    batch.entities.filter(({ isSelected }) => isSelected).map(({ entity }) => entity),
  );
  return { batches, entities, faults };
}

async function selected(query: string): Promise<{ entities: number; isUnproven: boolean }> {
  const { entities, batches } = await mapped({ mappings: IDENTITY, query });
  return { entities: entities.length, isUnproven: batches.some((batch) => batch.isUnproven) };
}

async function propertiesOf(properties: Readonly<Record<string, string>>): Promise<unknown> {
  const { entities } = await mapped({ mappings: { ...IDENTITY, properties } });
  return (entities[0] as { properties?: unknown } | undefined)?.properties;
}

describe("Ocean's worked examples", () => {
  test('a plain entity: false survives, what is missing is null and reported', async () => {
    const { entities, faults } = await mapped({
      mappings: {
        ...IDENTITY,
        title: '.Properties.QueueArn | split(":") | last',
        properties: {
          fifo: '.Properties.FifoQueue',
          dlq: '.Properties.RedrivePolicy.deadLetterTargetArn',
          tags: '.Properties.Tags | map({(.Key): .Value}) | add',
        },
        relations: { account: '.__ExtraContext.AccountId' },
      },
    });

    expect(entities).toEqual([
      {
        identifier: ARN,
        title: 'orders',
        blueprint: 'sqsQueue',
        properties: { fifo: false, dlq: null, tags: { team: 'pay', tier: '2' } },
        relations: { account: '111122223333' },
      },
    ]);
    expect(faults.counts).toMatchObject([
      {
        reason: 'nothing',
        place: 'resources[0].port.entity.mappings.properties.dlq',
        items: 1,
        example: ARN,
      },
    ]);
  });

  test.each([
    ['.Properties.FifoQueue == false', 1, false],
    ['.Properties.FifoQueue', 0, false],
    ['.Properties.Tags', 0, true],
    ['.Properties.Tags.Key', 0, true],
    ["'x' == 'x'", 1, false],
    [".__ExtraContext.Region == 'eu-west-1'", 1, false],
    ['empty', 0, true],
  ])(
    'the selector %s lets through %d; leaves the scope unproven: %s',
    async (query, entities, isUnproven) => {
      expect(await selected(query)).toEqual({ entities, isUnproven });
    },
  );

  test('only the first output counts', async () => {
    expect(
      await propertiesOf({
        first: '.Properties.Tags[] | .Value',
        zone: '.Properties.Tags[] | select(.Key=="zone") | .Value',
        bad: '.Properties.Tags.Key',
        all: '[.Properties.Tags[].Value]',
      }),
    ).toEqual({ first: 'pay', zone: null, bad: null, all: ['pay', '2'] });
  });

  test.each([
    [true, 0],
    [false, 2],
  ])(
    'items to parse: with the top level transformed %s, the list counts %d inside',
    async (itemsToParseTopLevelTransform, count) => {
      const { entities } = await mapped({
        port: {
          itemsToParse: '.Properties.Tags',
          itemsToParseName: 'tag',
          itemsToParseTopLevelTransform,
        },
        mappings: {
          identifier: '.Properties.QueueArn + "/" + .tag.Key',
          blueprint: '"awsTag"',
          properties: { value: '.tag.Value', count: '.Properties.Tags | length' },
          relations: { queue: '.Properties.QueueArn' },
        },
      });

      expect(entities).toEqual(
        [
          ['team', 'pay'],
          ['tier', '2'],
        ].map(([key, value]) => ({
          identifier: `${ARN}/${key ?? ''}`,
          blueprint: 'awsTag',
          properties: { value, count },
          relations: { queue: ARN },
        })),
      );
    },
  );

  test('a relation by search: every leaf is an expression, and the entity is always written', async () => {
    const { batches, entities } = await mapped({
      mappings: {
        ...IDENTITY,
        relations: {
          owner: {
            combinator: '"and"',
            rules: [
              {
                property: '"costTag"',
                operator: '"="',
                value: '.Properties.Tags[] | select(.Key=="team") | .Value',
              },
            ],
          },
        },
      },
    });

    expect(entities).toMatchObject([
      {
        relations: {
          owner: {
            combinator: 'and',
            rules: [{ property: 'costTag', operator: '=', value: 'pay' }],
          },
        },
      },
    ]);
    expect(batches[0]?.entities[0]?.hasQueries).toBe(true);
  });

  test('a blueprint may be computed; an entity without identifier is none', async () => {
    const computed = '"sqs" + (if .Properties.FifoQueue then "Fifo" else "Std" end)';
    const { entities, faults } = await mapped([
      { mappings: { identifier: '.Properties.QueueArn', blueprint: computed } },
      { mappings: { identifier: '.Properties.KmsMasterKeyId', blueprint: '"sqsQueue"' } },
    ]);

    expect(entities).toMatchObject([{ identifier: ARN, blueprint: 'sqsStd' }]);
    expect(faults.counts.map(({ reason }) => reason)).toContain('no-entity');
  });
});

describe('an identifier', () => {
  test.each([
    ['42', '42'],
    ['1.5', '1.5'],
    ['3.0', '3'],
    ['true', 'true'],
    ['["a"]', 'a'],
    ['[7]', '7'],
    ['.Properties.Tags | length', '2'],
  ])('%s is the text %s', async (identifier, expected) => {
    const { entities } = await mapped({ mappings: { ...IDENTITY, identifier } });

    expect(entities).toEqual([{ identifier: expected, blueprint: 'sqsQueue' }]);
  });

  test.each(['0', 'false', '[]', '""', 'null', '{}'])('%s is none', async (identifier) => {
    const { entities, faults } = await mapped({ mappings: { ...IDENTITY, identifier } });

    expect(entities).toEqual([]);
    expect(faults.counts).toMatchObject([{ reason: 'no-entity', message: 'is empty' }]);
  });

  test('of several texts makes no entity', async () => {
    const { entities, faults } = await mapped({
      mappings: { ...IDENTITY, identifier: '["a", "b"]' },
    });

    expect(entities).toEqual([]);
    expect(faults.counts).toMatchObject([
      { reason: 'no-entity', message: 'returns array: Port requires one string' },
    ]);
  });

  test('without quotes is jq as well: a number, true', async () => {
    const { entities } = await mapped({
      mappings: {
        ...IDENTITY,
        identifier: 7,
        properties: { size: 1.5, isShared: true, note: null },
      },
    });

    expect(entities).toEqual([
      {
        identifier: '7',
        blueprint: 'sqsQueue',
        properties: { size: 1.5, isShared: true, note: null },
      },
    ]);
  });
});

describe('an expression', () => {
  test.each([
    ['.Properties.KmsMasterKeyId', false],
    ['.Properties.QueueArn | error', true],
    ['.Properties.Tags.Key', true],
  ])(
    'for the identifier, %s: no entity; the scope is left unproven: %s',
    async (identifier, isUnproven) => {
      const { entities, batches } = await mapped({ mappings: { ...IDENTITY, identifier } });

      expect(entities).toEqual([]);
      expect(batches.map((batch) => batch.isUnproven)).toEqual([isUnproven]);
    },
  );

  test.each([
    ['.Properties.Labels', false],
    ['.Properties.QueueArn', true],
    ['.Properties.Tags.Key', true],
  ])(
    'for the items to parse, %s: no entity; the scope is left unproven: %s',
    async (itemsToParse, isUnproven) => {
      const { entities, batches } = await mapped({ port: { itemsToParse }, mappings: IDENTITY });

      expect(entities).toEqual([]);
      expect(batches.map((batch) => batch.isUnproven)).toEqual([isUnproven]);
    },
  );

  test('cannot read the environment, unless that is allowed', async () => {
    const properties = { home: '$ENV.HOME', path: 'env.PATH', both: 'env' };
    expect(await propertiesOf(properties)).toEqual({ home: null, path: null, both: {} });

    const block = { mappings: { ...IDENTITY, properties: { stage: 'env.STAGE' } } };
    const { entities } = await mapped(block, undefined, { env: { STAGE: 'test' } });
    expect(entities).toMatchObject([{ properties: { stage: 'test' } }]);
  });

  test('that never ends is cut off, with an error that names it; the others go on', async () => {
    const properties = {
      endless: 'def f: f; f',
      size: 'until(false; .)',
      arn: '.Properties.QueueArn',
    };
    const { entities, faults } = await mapped(
      { mappings: { ...IDENTITY, properties } },
      undefined,
      { deadlineMs: 500 },
    );

    expect(entities).toMatchObject([{ properties: { arn: ARN } }]);
    const messages = faults.counts.map(({ expression, message }) => `${expression}: ${message}`);
    expect(messages.filter((message) => message.includes('cut off')).join('\n')).toContain(
      'until(false; .)',
    );
  });

  test('that reads what could not be read leaves the property out: it is not blanked', async () => {
    const { Tags, ...withoutTags } = QUEUE.Properties;
    expect(Tags).toHaveLength(2);
    const item = { ...QUEUE, Properties: withoutTags };
    const properties = {
      team: '.Properties.Tags | map({(.Key): .Value}) | add',
      fifo: '.Properties.FifoQueue',
      region: '.__ExtraContext.Region',
    };

    const whole = await mapped({ mappings: { ...IDENTITY, properties } }, [{ item }]);
    const part = await mapped({ mappings: { ...IDENTITY, properties } }, [
      { item, isIncomplete: true },
    ]);

    expect(whole.entities).toMatchObject([{ properties: { team: null } }]);
    expect(part.entities).toEqual([
      {
        identifier: ARN,
        blueprint: 'sqsQueue',
        properties: { fifo: false, region: 'eu-west-1' },
      },
    ]);
    expect(part.faults.counts.map(({ reason }) => reason)).toEqual(['not-read']);
  });

  test('that reads what the context lacks leaves the property out; what AWS told is whole', async () => {
    const properties = {
      cost: '.__ExtraContext.Cost.monthly',
      context: '.__ExtraContext',
      region: '.__ExtraContext.Region',
      deadLetterQueue: '.Properties.RedrivePolicy.deadLetterTargetArn',
    };
    const inputs = [{ item: QUEUE, hasPartialContext: true }];

    const part = await mapped({ mappings: { ...IDENTITY, properties } }, inputs);
    const selected = await mapped(
      { mappings: IDENTITY, query: '.__ExtraContext.Cost.monthly > 5' },
      inputs,
    );

    expect(part.entities).toEqual([
      {
        identifier: ARN,
        blueprint: 'sqsQueue',
        properties: { region: 'eu-west-1', deadLetterQueue: null },
      },
    ]);
    expect(part.faults.counts.map(({ reason }) => reason).sort()).toEqual([
      'not-read',
      'not-read',
      'nothing',
    ]);
    expect(selected.entities).toEqual([]);
  });

  test('several mappings of one block, and several blocks of one kind, each make their own', async () => {
    const { entities } = await mapped([
      { mappings: [IDENTITY, { ...IDENTITY, blueprint: '"queueCopy"' }] },
      { mappings: { ...IDENTITY, blueprint: '"third"' }, query: '.Properties.FifoQueue == false' },
    ]);

    expect(entities).toMatchObject([
      { blueprint: 'sqsQueue' },
      { blueprint: 'queueCopy' },
      { blueprint: 'third' },
    ]);
  });
});
