import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defaultEntities, type DefaultEntity } from '../../scripts/generate/default-entities.ts';
import { blueprintsJson } from '../../scripts/generate/default-resources.ts';
import type { EntityDefaults, RelationValue } from '../../src/core/exporters/entity-defaults.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { loadKind } from '../../src/core/exporters/registry.ts';

const QUEUE = await loadKind('AWS::SQS::Queue');
const OTHERS = [
  await loadKind('AWS::Account::Info'),
  await loadKind('AWS::CodePipeline::Pipeline'),
  await loadKind('AWS::CodePipeline::Stage'),
];
const Properties = z.object({
  Arn: z.string(),
  KMSKeyId: z.string().optional(),
  Note: z.string().nullable().optional(),
  Count: z.number().int().optional(),
  Names: z.array(z.string()).optional(),
  Region: z.string().optional(),
});
const ENTITY: EntityDefaults = {
  blueprint: 'thing',
  identifier: 'Arn',
  title: 'Arn',
  properties: ['KMSKeyId', 'Note', 'Count'],
};

function kindsWith(entity: Partial<EntityDefaults>): readonly Kind[] {
  return [...OTHERS, { ...QUEUE, schema: Properties, entity: { ...ENTITY, ...entity } }];
}

function entityOf(entity: Partial<EntityDefaults>): DefaultEntity | undefined {
  return defaultEntities(kindsWith(entity)).at(-1);
}

type By = Readonly<Record<string, RelationValue>>;

/** A relation to a pipeline, identified by its ARN, or to a stage, identified by the pipeline's ARN and a name. */
function relationsTo(kind: 'Pipeline' | 'Stage', by: By): Partial<EntityDefaults> {
  return { relations: { other: { to: `AWS::CodePipeline::${kind}`, by } } };
}

test('a blueprint has the properties’ types and names, and relations', () => {
  const kinds = kindsWith({
    derived: { state: { title: 'State', jq: '.Properties.Note' } },
    ...relationsTo('Pipeline', { PipelineArn: { each: '.Properties.Names[]?' } }),
  });

  const blueprints = JSON.parse(blueprintsJson(kinds)) as { readonly identifier: string }[];

  const account = { target: 'awsAccount', title: 'Account', required: false, many: false };
  const other = { target: 'codePipelinePipeline', title: 'Other', required: false, many: true };
  expect(blueprints.find(({ identifier }) => identifier === 'thing')).toEqual({
    identifier: 'thing',
    title: 'SQS queue',
    icon: 'AWS',
    schema: {
      properties: {
        kmsKeyId: { type: 'string', title: 'KMS Key ID' },
        note: { type: 'string', title: 'Note' },
        count: { type: 'number', title: 'Count' },
        state: { type: 'string', title: 'State' },
        region: { type: 'string', title: 'Region' },
      },
      required: [],
    },
    relations: { account, other },
  });
});

test.each<[string, 'Pipeline' | 'Stage', By, string]>([
  ['a property', 'Pipeline', { PipelineArn: 'Note' }, '.Properties.Note'],
  [
    'jq',
    'Pipeline',
    { PipelineArn: { jq: '.Properties.Note // null' } },
    '.Properties.Note // null',
  ],
  [
    'one by one',
    'Pipeline',
    { PipelineArn: { each: '.Properties.Names[]?' } },
    '[.Properties.Names[]? | values]',
  ],
  [
    'several parts',
    'Stage',
    { Name: 'Note', PipelineArn: 'Arn' },
    'if .Properties.Note then .Properties.Arn + "/" + .Properties.Note else null end',
  ],
  [
    'a neighbour’s ARN',
    'Pipeline',
    { PipelineArn: { arnBeside: 'Arn', type: ':a/', becomes: ':b/', name: 'Note' } },
    'if .Properties.Note then (.Properties.Arn | split(":a/") | first) + ":b/" + .Properties.Note else null end',
  ],
])('a relation by %s', (_, kind, by, jq) => {
  expect(entityOf(relationsTo(kind, by))?.relations.at(-1)?.jq).toBe(jq);
});

test('account and region are the same on both sides', () => {
  const target: Kind = {
    ...QUEUE,
    kind: 'AWS::Made::Up',
    entity: {
      blueprint: 'madeUp',
      identifier: ['__ExtraContext.AccountId', '__ExtraContext.Region', 'QueueName'],
      title: 'QueueName',
      properties: [],
    },
  };
  const relations = { other: { to: target.kind, by: { QueueName: 'Arn' } } };

  const entity = defaultEntities([...kindsWith({ relations }), target]).at(-2);

  expect(entity?.relations.at(-1)?.jq).toBe(
    '.__ExtraContext.AccountId + "/" + .__ExtraContext.Region + "/" + .Properties.Arn',
  );
});

describe('errors in a definition', () => {
  const to = (kind: `AWS::${string}::${string}`): Partial<EntityDefaults> => ({
    relations: { other: { to: kind, by: { Id: 'Arn' } } },
  });

  test.each<[string, Partial<EntityDefaults>, string]>([
    [
      'a missing kind',
      to('AWS::SQS::Queues'),
      'relations.other: AWS::SQS::Queues is not a kind with a default entity',
    ],
    [
      'a part that the target does not have',
      relationsTo('Pipeline', { Arn: 'Arn' }),
      'relations.other: AWS::CodePipeline::Pipeline is identified by PipelineArn, not by Arn',
    ],
    [
      'a missing part',
      relationsTo('Stage', { PipelineArn: 'Arn' }),
      'relations.other: the source of AWS::CodePipeline::Stage’s Name is missing',
    ],
    [
      'a property that the kind does not have',
      relationsTo('Pipeline', { PipelineArn: 'PipelineArm' }),
      'relations.other: there is no property PipelineArm',
    ],
    [
      'jq that reads a property that the kind does not have',
      relationsTo('Pipeline', { PipelineArn: { jq: '.Properties.PipelineArm | .x' } }),
      'relations.other: there is no property PipelineArm',
    ],
    [
      'jq that reads a key that no item has',
      relationsTo('Pipeline', { PipelineArn: { jq: '.__Region' } }),
      'relations.other: can read only properties, account and region: .__Region',
    ],
    [
      'jq that only jq can evaluate',
      relationsTo('Pipeline', { PipelineArn: { jq: '.Properties.Arn | sub("a"; "b")' } }),
      'relations.other: not one of the common jq forms',
    ],
    [
      'jq for one of several parts',
      relationsTo('Stage', { PipelineArn: 'Arn', Name: { jq: '.Properties.Note' } }),
      'relations.other: jq must return the whole identifier',
    ],
    [
      'an optional part of the identifier',
      { identifier: ['Arn', 'Note'] },
      'identifier: Note is optional',
    ],
    ['two properties of one name', { properties: ['Region'] }, 'two properties are named region'],
    [
      'an explicit relation to the account',
      { relations: { account: { to: 'AWS::Account::Info', by: { Id: 'Arn' } } } },
      'relations.account: is added to every default entity automatically',
    ],
  ])('%s', (_, entity, message) => {
    expect(() => entityOf(entity)).toThrow(`AWS::SQS::Queue: entity: ${message}`);
  });
});

test('jq in titles is checked too', () => {
  expect(() => entityOf({ title: { jq: '.Properties.Nmae' } })).toThrow(
    'AWS::SQS::Queue: entity: title: there is no property Nmae',
  );
});
