import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { compareCase, type Pair } from './compare.ts';
import { DIFFERENCES } from './differences.ts';
import { goldenCases } from './golden-case.ts';
import { PlannedModels } from './planned-components.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];
const COMPARED = fileURLToPath(new URL('compared.json', import.meta.url));

/** What the page on accuracy counts, by case. */
const Compared = z.record(
  z.string(),
  z.object({ resources: z.number(), components: z.number(), different: z.number() }),
);

/** Usage that no cost model has: discounts are of the account, and the price of an SMS is no usage. */
const OTHER_USAGE: readonly string[] = [
  'reserved_instance_payment_option',
  'reserved_instance_term',
  'reserved_instance_type',
  'sms_notification_price',
];

/** By case, then by address and component. */
type Differences = Readonly<Record<string, Readonly<Record<string, Pair>>>>;

/** `aws_sns_topic.orders: requests`, with both quantities. */
function flat(
  differences: Iterable<readonly [address: string, components: Readonly<Record<string, Pair>>]>,
): Readonly<Record<string, Pair>> {
  return Object.fromEntries(
    [...differences].flatMap(([address, components]) =>
      Object.entries(components).map(([name, pair]) => [`${address}: ${name}`, pair] as const),
    ),
  );
}

function listed(): Differences {
  const names = new Set(DIFFERENCES.map((difference) => difference.case));
  return Object.fromEntries(
    [...names].map((name) => {
      const own = DIFFERENCES.filter((difference) => difference.case === name);
      const pairs = own.flatMap(({ resources, components }) =>
        resources.map((address) => [address, components] as const),
      );
      return [name, flat(pairs)];
    }),
  );
}

const MODELS = await PlannedModels.load();
const GOLDEN = DATA === undefined ? [] : await goldenCases(DATA);
const CASES = GOLDEN.map((golden) => ({ name: golden.name, ...compareCase(golden, MODELS) }));

// Where LONGSHORE_TEST_DATA is not set, the examples of the cost models speak for the quantities.
(DATA === undefined ? describe.skip : describe)(
  "Infracost's test cases (LONGSHORE_TEST_DATA)",
  () => {
    test('there are 55', () => {
      expect(CASES).toHaveLength(55);
    });

    test('each resource that Infracost prices is read from the configuration', () => {
      const missing = GOLDEN.flatMap(({ declared, expected }) => {
        const addresses = new Set(declared.map(({ address }) => address));
        return [...expected.keys()].filter((address) => !addresses.has(address));
      });

      // These exist in the usage file only.
      expect(missing.filter((address) => !address.startsWith('aws_data_transfer.'))).toEqual([]);
    });

    test('the cost models know the names in the usage files', () => {
      const unknown = GOLDEN.flatMap(({ declared, usage }) =>
        declared.flatMap((resource) => {
          const model = MODELS.of(resource);
          const names = [...(usage.get(resource.address)?.keys() ?? [])];
          return model === undefined ? [] : names.filter((name) => !(name in model.usage));
        }),
      );

      expect([...new Set(unknown)].sort()).toEqual(OTHER_USAGE);
    });

    test('components, quantities and units are equal, except where listed', () => {
      const found = CASES.map(
        ({ name, differences }) => [name, flat(Object.entries(differences))] as const,
      ).filter(([, differences]) => Object.keys(differences).length > 0);

      // A difference belongs into differences.ts only when Longshore is right, or says that it does not know.
      expect(Object.fromEntries(found)).toEqual(listed());
    });

    test('the docs have the counts', async () => {
      const counts = Object.fromEntries(
        CASES.map(({ name, resources, components, differences }) => [
          name,
          {
            resources,
            components,
            different: Object.keys(flat(Object.entries(differences))).length,
          },
        ]),
      );
      if (process.env['LONGSHORE_UPDATE'] === '1') {
        await writeFile(COMPARED, `${JSON.stringify(counts, null, 2)}\n`);
      }

      // If not: LONGSHORE_UPDATE=1 npm test -- test/cost/golden && npm run generate
      expect(Compared.parse(JSON.parse(await readFile(COMPARED, 'utf8')))).toEqual(counts);
    });
  },
);

test('each listed component is listed once, and the counts agree with the list', async () => {
  const counts = Compared.parse(JSON.parse(await readFile(COMPARED, 'utf8')));
  const inList = Object.fromEntries(
    Object.keys(counts).map((name) => [
      name,
      DIFFERENCES.filter((difference) => difference.case === name).reduce(
        (sum, { resources, components }) => sum + resources.length * Object.keys(components).length,
        0,
      ),
    ]),
  );

  const different = Object.entries(counts).map(([name, count]) => [name, count.different]);
  expect(Object.fromEntries(different)).toEqual(inList);
});
