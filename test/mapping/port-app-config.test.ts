import { describe, expect, test } from '@jest/globals';
import { describeIssues } from '../../src/config/describe-issues.ts';
import { readYamlFile } from '../../src/config/read-yaml-file.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { parsePortAppConfig, type PortAppConfig } from '../../src/mapping/port-app-config.ts';

const ENTITY = { identifier: '.Properties.Arn', blueprint: '"queue"' };

function mappingOf(mappings: unknown, selector: unknown = { query: 'true' }): object {
  return { resources: [{ kind: 'AWS::SQS::Queue', selector, port: { entity: { mappings } } }] };
}

function parsed(value: unknown): PortAppConfig {
  const { data, error } = parsePortAppConfig(value);
  if (data === undefined) throw error;
  return data;
}

/** The error message for an invalid mapping. */
function refusal(text: string): string {
  const yaml = parseYaml('m.yml', text);
  const { error } = parsePortAppConfig(yaml.value);
  if (error === undefined) throw new Error('the mapping was accepted');
  return describeIssues(error, yaml).message;
}

describe('a mapping', () => {
  test('has the same defaults as in Ocean', () => {
    expect(parsed(mappingOf(ENTITY))).toEqual({
      enableMergeEntity: true,
      createMissingRelatedEntities: true,
      deleteDependentEntities: true,
      entityDeletionThreshold: 0.9,
      resources: [
        {
          kind: 'AWS::SQS::Queue',
          selector: { query: 'true' },
          port: {
            itemsToParseName: 'item',
            itemsToParseTopLevelTransform: true,
            entity: { mappings: { ...ENTITY, properties: {}, relations: {} } },
          },
        },
      ],
    });
  });

  test('keeps given values, and the whole selector', () => {
    const selector = { query: '.x', regionPolicy: { allow: ['eu-west-1'] }, includeActions: ['A'] };
    const query = {
      combinator: 'and',
      rules: [{ property: '$title', operator: '=', value: '.t' }],
    };
    const entity = {
      ...ENTITY,
      title: '.t',
      icon: null,
      team: query,
      relations: { account: query },
    };

    const { resources } = parsed(mappingOf([entity, ENTITY], selector));

    expect(resources[0]?.selector).toEqual(selector);
    expect(resources[0]?.port.entity.mappings).toMatchObject([entity, ENTITY]);
  });

  test('takes numbers, booleans and null without quotes for jq', () => {
    const properties = { size: 5, share: 0.5, isShared: true, note: null };
    const { resources } = parsed(
      mappingOf({ ...ENTITY, identifier: 7, properties, relations: { account: 12 }, title: false }),
    );

    expect(resources[0]?.port.entity.mappings).toEqual({
      ...ENTITY,
      identifier: '7',
      title: 'false',
      properties: { size: '5', share: '0.5', isShared: 'true', note: 'null' },
      relations: { account: '12' },
    });
  });

  test('ignores unknown keys at the root', () => {
    const config = parsed({ ...mappingOf(ENTITY), futureFlag: { on: true } });

    expect(config).not.toHaveProperty('futureFlag');
  });

  test.each([0, 1])('may have the deletion threshold %d', (entityDeletionThreshold) => {
    const config = parsed({ ...mappingOf(ENTITY), entityDeletionThreshold });

    expect(config.entityDeletionThreshold).toBe(entityDeletionThreshold);
  });

  test('that comes with Longshore is valid', async () => {
    const { value } = await readYamlFile('.port/resources/port-app-config.yml');

    expect(parsed(value).resources.length).toBeGreaterThan(0);
  });
});

describe('a mapping is refused', () => {
  test.each(['', '{}', 'null', 'resources:', 'resources: []', 'deleteDependentEntities: true'])(
    'when it is empty: %j',
    (text) => {
      expect(refusal(text)).toMatch(/^m\.yml:1:\d+ .*the mapping is empty: .*"resources"/);
    },
  );

  test('when it is not a map', () => {
    expect(refusal('- kind: x')).toBe('m.yml:1:1 the mapping must be a map');
    expect(refusal('resources: yes please')).toContain(
      'resources: must be a list of resource blocks',
    );
  });

  test('with all problems at once, each at its position', () => {
    const text = [
      'enableMergeEntity: maybe',
      'entityDeletionThreshold: 2',
      'resources:',
      '  - selector: {}',
      '    port:',
      '      entity:',
      '        mappings:',
      '          - identifier: .x',
      '            blueprint: \'"x"\'',
      '            properties:',
      '              count: [5]',
      '          - identifier: { rules: [] }',
      '  - kind: AWS::S3::Bucket',
      '    selector: { query: "true" }',
    ].join('\n');

    const lines = refusal(text).split('\n');

    expect(lines).toEqual([
      'm.yml:1:20 enableMergeEntity: must be true or false',
      'm.yml:2:26 entityDeletionThreshold: must be a number from 0 to 1',
      'm.yml:4:5 resources[0].kind: a kind is required, such as AWS::S3::Bucket',
      'm.yml:4:15 resources[0].selector.query: a jq expression is required; "true" selects every resource',
      'm.yml:11:22 resources[0].port.entity.mappings[0].properties.count: must be a jq expression, as text',
      expect.stringMatching(/^m\.yml:12:25 .*mappings\[1\]\.identifier\.combinator: /),
      expect.stringMatching(/^m\.yml:12:13 .*mappings\[1\]\.blueprint: .*inner quotes/),
      'm.yml:13:5 resources[1].port: must be a map with the key "entity"',
    ]);
  });
});
