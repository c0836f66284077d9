import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { FaultLog } from '../../src/mapping/fault.ts';
import { JqEvaluator } from '../../src/mapping/jq/evaluator.ts';
import { Mapper } from '../../src/mapping/mapper.ts';
import { parsePortAppConfig } from '../../src/mapping/port-app-config.ts';
import { removalPath } from '../../src/mapping/removal-path.ts';

const KIND = 'AWS::SQS::Queue';
const QUEUE = {
  Type: KIND,
  Properties: {
    Id: 'q',
    Tags: [{ k: 'team' }, { k: 'tier' }],
    Rules: [{ Ports: [80, 443] }, { Ports: [22] }],
    Limits: { b: 1, '10': 2, '2': 3 },
    Policy: '[{"b":1,"10":3.0,"2":9007199254740993}]',
  },
};

const evaluator = new JqEvaluator();
afterAll(() => evaluator[Symbol.asyncDispose]());

/** The elements that `itemsToParse` gives, each with what is left of the resource. */
async function taken(
  itemsToParse: string,
  items: readonly object[] = [QUEUE],
  port: object = {},
): Promise<{ element: string; rest: string }[]> {
  const mappings = {
    identifier: '.item | tojson',
    blueprint: '"part"',
    properties: { rest: 'del(.item) | tojson' },
  };
  const { data, error } = parsePortAppConfig({
    resources: [
      {
        kind: KIND,
        selector: { query: 'true' },
        port: { itemsToParse, ...port, entity: { mappings } },
      },
    ],
  });
  if (data === undefined) throw error;
  const inputs = items.map((item) => ({ item }));
  const batches = await new Mapper(data, evaluator).map(KIND, inputs, new FaultLog());
  return batches.flatMap(({ entities }) =>
    entities.map(({ entity }) => ({
      element: z.string().parse(entity.identifier),
      rest: String(entity.properties?.['rest']),
    })),
  );
}

describe('the path that is left out of the items', () => {
  test.each([
    ['.Properties.Tags', '.Properties.Tags'],
    ['.Properties["Tags"]', '.Properties["Tags"]'],
    ['.["Properties"].Tags // []', '.["Properties"].Tags'],
    ['.Properties.Rules[0].Ports', '.Properties.Rules[0].Ports'],
    ['.Properties.Rules.[0].Ports', '.Properties.Rules.[0].Ports'],
    ['.Properties.Rules[].Ports', '.Properties.Rules'],
    ['.Properties.Tags[1:]', '.Properties.Tags[1:]'],
    ['.Properties."Tags"', '.Properties'],
    ['.Properties.Tags? // []', '.Properties.Tags'],
    ['.Properties.Tags + .Properties.Rules', '.Properties.Tags'],
    ['. as $all | .Properties.Tags', '.Properties.Tags'],
    ['$ENV | .Properties.Tags', '.Properties.Tags'],
    ['(.Properties.Tags | map(.)) // []', '.Properties.Tags'],
    ['{a: .Properties.Tags} | .a', '.a'],
    ['.Properties.Größe', '.Properties.Größe'],
  ])('of %s is %s', (expression, expected) => {
    expect(removalPath(expression)).toBe(expected);
  });

  test.each(['[.Properties.Tags[]]', '((.Properties.Tags) // [])', '.', '$x', '(.a', ''])(
    'is none for %s',
    (expression) => {
      expect(removalPath(expression)).toBeUndefined();
    },
  );
});

describe('itemsToParse', () => {
  test('leaves out of a nested list what its path says, and nothing beside it', async () => {
    const parts = await taken('.Properties.Rules[0].Ports');

    expect(parts.map(({ element }) => element)).toEqual(['80', '443']);
    expect(JSON.parse(parts[0]?.rest ?? '')).toMatchObject({
      Properties: { Rules: [{}, { Ports: [22] }] },
    });
  });

  test('of a slice leaves the other elements in the item', async () => {
    const [part, ...others] = await taken('.Properties.Tags[1:]');

    expect(others).toEqual([]);
    expect(part?.element).toBe('{"k":"tier"}');
    expect(JSON.parse(part?.rest ?? '')).toMatchObject({ Properties: { Tags: [{ k: 'team' }] } });
  });

  test('keeps the order of keys, and has doubles for numbers', async () => {
    const [fromText] = await taken('.Properties.Policy | fromjson');
    const [fromObject] = await taken('[.Properties.Limits]', [QUEUE], {
      itemsToParseTopLevelTransform: false,
    });

    expect(fromText?.element).toBe('{"b":1,"10":3,"2":9007199254740992}');
    expect(fromObject?.element).toBe('{"2":3,"10":2,"b":1}'); // as JavaScript has it from the start
  });

  test('makes nothing of a resource whose list cannot be left out', async () => {
    expect(await taken('[.Properties.Tags[]]')).toEqual([]);
    expect(
      await taken('[.Properties.Tags[]]', [QUEUE], { itemsToParseTopLevelTransform: false }),
    ).toHaveLength(2);
  });
});

const DATA = process.env['LONGSHORE_TEST_DATA'];

const Forms = z.object({
  items: z.array(z.looseObject({})),
  forms: z.array(
    z.object({
      itemsToParse: z.string(),
      entities: z.array(z.object({ identifier: z.string().nullable(), rest: z.string() })),
    }),
  ),
});

// Where LONGSHORE_TEST_DATA is not set, the tests above speak for the forms.
(DATA === undefined ? describe.skip : describe)("Ocean's own results (LONGSHORE_TEST_DATA)", () => {
  test('every form of itemsToParse gives the same entities', async () => {
    const file = path.join(DATA ?? '', 'ocean', 'items-to-parse.json');
    const { items, forms } = Forms.parse(JSON.parse(await readFile(file, 'utf8')));

    const ours: unknown[] = [];
    for (const { itemsToParse } of forms) {
      const parts = await taken(itemsToParse, items);
      const entities = parts.map(({ element, rest }) => ({ identifier: element, rest }));
      ours.push({ itemsToParse, entities });
    }

    expect(forms.length).toBeGreaterThan(0);
    expect(ours).toEqual(
      forms.map(({ itemsToParse, entities }) => ({
        itemsToParse,
        entities: entities.map((entity) => ({ ...entity, identifier: String(entity.identifier) })),
      })),
    );
  });
});
