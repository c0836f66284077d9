import { describe, expect, test } from '@jest/globals';
import { optionsFor } from '../../src/core/exporters/options-for.ts';
import { MappingBlock } from '../../src/mapping/mapping-block.ts';
import { ResourceMapping } from '../../src/mapping/port-app-config.ts';

const option = (name: string, adds: readonly string[]) => ({
  name,
  adds,
  permissions: [],
  fallbackPermissions: [],
  cost: { operation: name, size: 1 },
});

const KIND = {
  actions: {
    defaults: [],
    options: [
      option('GetKeyPolicyAction', ['KeyPolicy']),
      option('ListResourceTagsAction', ['Tags']),
      option('OnlyWhenNamedAction', []),
    ],
  },
};

function neededBy(expression: string, more: object = {}): readonly string[] {
  const block = ResourceMapping.parse({
    kind: 'AWS::KMS::Key',
    selector: { query: 'true' },
    port: {
      entity: {
        mappings: {
          identifier: '.Properties.Arn',
          blueprint: '"kmsKey"',
          properties: { value: expression },
        },
      },
      ...more,
    },
  });
  return optionsFor(KIND, new MappingBlock(block, 0, 0).reads);
}

describe('a mapping', () => {
  test.each([
    ['.Properties.Description', []],
    ['.Properties.KeyPolicy', ['GetKeyPolicyAction']],
    ['.Properties["KeyPolicy"].Statement | length', ['GetKeyPolicyAction']],
    ['.Properties | .Tags | map(.Key)', ['ListResourceTagsAction']],
    ['.__ExtraContext.Identifier', []],
    ['"Tags"', []],
  ])('that reads %s needs %j', (expression, options) => {
    expect(neededBy(expression)).toEqual(options);
  });

  test.each([
    ['.Properties | keys'],
    ['. | tostring'],
    ['.Properties[.Properties.Description]'],
    ['limit(1; .Properties | tojson)'],
    ['not ( jq'],
  ])('that can read anything needs every option that adds something: %s', (all) => {
    expect(neededBy(all)).toEqual(['GetKeyPolicyAction', 'ListResourceTagsAction']);
  });

  test('that uses itemsToParse needs its list', () => {
    expect(neededBy('.item.Sid', { itemsToParse: '.Properties.KeyPolicy.Statement' })).toEqual([
      'GetKeyPolicyAction',
    ]);
  });

  test('that selects by a property needs it', () => {
    const block = ResourceMapping.parse({
      kind: 'AWS::KMS::Key',
      selector: { query: '.Properties.Tags | length > 0' },
      port: { entity: { mappings: { identifier: '.Properties.Arn', blueprint: '"kmsKey"' } } },
    });

    const needed = optionsFor(KIND, new MappingBlock(block, 0, 0).reads);

    expect(needed).toEqual(['ListResourceTagsAction']);
  });
});
