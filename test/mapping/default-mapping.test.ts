import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { readYamlFile } from '../../src/config/read-yaml-file.ts';
import { loadKind, OBJECT_KINDS, parseObjectKind } from '../../src/core/exporters/registry.ts';
import { compileNative } from '../../src/mapping/jq/native/compile-native.ts';
import { parsePortAppConfig } from '../../src/mapping/port-app-config.ts';

const Mappings = z.object({
  identifier: z.string(),
  title: z.string(),
  blueprint: z.string(),
  properties: z.record(z.string(), z.string()),
  relations: z.record(z.string(), z.string()),
});

const { value } = await readYamlFile('.port/resources/port-app-config.yml');
const { data } = parsePortAppConfig(value);
const blocks = (data?.resources ?? []).map(({ kind, selector, port }) => ({
  kind,
  query: selector.query,
  mappings: Mappings.parse(port.entity.mappings),
}));

describe.each(blocks)('$kind', ({ kind, query, mappings }) => {
  const { identifier, title, blueprint, properties, relations } = mappings;
  const fields = { query, identifier, title, blueprint, ...properties, ...relations };

  test.each(Object.entries(fields))('%s needs no jq: %s', (_, expression) => {
    expect(compileNative(expression)).toBeDefined();
  });

  test('what may be missing is no relation, and fails nothing', async () => {
    const { schema } = await loadKind(parseObjectKind(kind));
    const isRequired = (field: string): boolean => {
      const shape: unknown = schema.shape[field];
      return shape instanceof z.ZodType && !shape.safeParse(undefined).success;
    };
    const required = Object.keys(schema.shape).filter(isRequired);
    const item = {
      Type: kind,
      Properties: Object.fromEntries(required.map((field) => [field, field])),
      __ExtraContext: { AccountId: '111122223333', Region: 'eu-west-1' },
    };

    for (const expression of Object.values(properties)) {
      expect(() => compileNative(expression)?.first(item)).not.toThrow();
    }
    for (const expression of Object.values(relations)) {
      const target = compileNative(expression)?.first(item);
      expect(target === null || isEmptyList(target) || isIdentifier(target)).toBe(true);
    }
  });
});

/** No part of it is empty. */
function isIdentifier(value: unknown): boolean {
  return typeof value === 'string' && value.split('/').every((part) => part !== '');
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

test('every kind of the packaged mapping is among them', () => {
  expect(blocks.map(({ kind }) => kind)).toEqual(OBJECT_KINDS);
});

test.each([
  ['awsAccount', {}],
  ['s3Bucket', { arn: 'string', region: 'string', creationDate: 'string', tags: 'array' }],
  [
    'ec2Instance',
    {
      instanceType: 'string',
      state: 'string',
      publicIpAddress: 'string',
      privateIpAddress: 'string',
      tags: 'array',
      arn: 'string',
    },
  ],
  [
    'ecsCluster',
    {
      status: 'string',
      runningTasksCount: 'number',
      activeServicesCount: 'number',
      pendingTasksCount: 'number',
      registeredContainerInstancesCount: 'number',
      capacityProviders: 'array',
      arn: 'string',
      tags: 'array',
    },
  ],
])('%s has what it has in Ocean’s defaults', async (name, types) => {
  const blueprint = (await defaultBlueprints()).find(({ identifier }) => identifier === name);

  for (const [key, type] of Object.entries(types)) {
    expect(blueprint?.schema.properties).toHaveProperty([key, 'type'], type);
  }
  expect(blueprint?.relations['account']?.target).toBe(
    name === 'awsAccount' ? undefined : 'awsAccount',
  );
});
