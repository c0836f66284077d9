import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { isObjectKind, OBJECT_KINDS } from '../../../src/core/exporters/registry.ts';
import { FREE_KINDS } from '../../../src/cost/models/free-kinds.ts';
import { allPriceNeeds } from '../../../src/cost/models/price-needs.ts';
import { COST_MODELS, RATES } from '../../../src/cost/models/registry.generated.ts';

const PAGE = await readFile(new URL('../../../docs/cost-models.md', import.meta.url), 'utf8');

/** How the page presents a kind. */
function presentationsOf(kind: string): readonly string[] {
  const found = {
    modelled: PAGE.includes(`\n## ${kind}\n`),
    free: new RegExp(`\\n\\| \`${kind}\` +\\|.*\\[page\\]\\(https://aws\\.amazon\\.com/`).test(
      PAGE,
    ),
    'not modelled': PAGE.includes(`\n- \`${kind}\`\n`),
  };
  return Object.entries(found).flatMap(([name, isThere]) => (isThere ? [name] : []));
}

test.each(OBJECT_KINDS)('%s has a cost model, is free, or is listed as not modelled', (kind) => {
  const expected = kind in COST_MODELS ? 'modelled' : kind in FREE_KINDS ? 'free' : 'not modelled';
  expect(presentationsOf(kind)).toEqual([expected]);
});

test('a free kind is a kind that Longshore reads, and has no cost model', () => {
  const free = Object.keys(FREE_KINDS);
  expect(free.filter((kind) => !isObjectKind(kind) || kind in COST_MODELS)).toEqual([]);
});

test('the page counts the kinds', () => {
  const total = OBJECT_KINDS.length;
  const modelled = Object.keys(COST_MODELS).length;
  const free = Object.keys(FREE_KINDS).length;
  expect(PAGE.replaceAll(/\s+/g, ' ')).toContain(
    `Of the ${total} [kinds](kinds.md), ${modelled} have a cost model, ${free} are free by themselves, ` +
      `and ${total - modelled - free} have no model yet`,
  );
});

test('the price book is asked for the prices of all cost models, and for all rates', async () => {
  const needs = await allPriceNeeds();
  expect([...needs.keys()]).toEqual([...Object.keys(COST_MODELS), ...Object.keys(RATES)]);
  expect(needs.get('bedrock')).toHaveProperty('tokens');
});
