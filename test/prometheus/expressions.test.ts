import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { panelExpressions, withVariables } from '../deploy/dashboard.ts';
import { examplesOf, type Expression } from '../deploy/promql.ts';
import { promtool } from './promtool.ts';

const PAGES = ['docs/cost.md', 'docs/migrating-from-cloudcost-exporter.md'];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-promql-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The output of promtool for the expressions, as if each were a rule. */
async function check(expressions: readonly Expression[]): Promise<string> {
  const rules = expressions.map(({ text }, index) => ({ record: `rule_${index}`, expr: text }));
  const file = path.join(folder, 'rules.yml');
  await writeFile(file, stringify({ groups: [{ name: 'expressions', rules }] }));
  return (await promtool(['check', 'rules', file])).output;
}

test('every expression of the dashboard is valid', async () => {
  const expressions = panelExpressions().map(({ place, text }) => ({
    place,
    text: withVariables(text),
  }));

  expect(expressions.length).toBeGreaterThan(30);
  expect(await check(expressions)).toContain(`SUCCESS: ${expressions.length} rules found`);
});

test('every example of the documentation is valid', async () => {
  const examples = PAGES.flatMap(examplesOf);

  expect(examples.length).toBeGreaterThan(0);
  expect(await check(examples)).toContain(`SUCCESS: ${examples.length} rules found`);
});

test('an invalid expression would be found', async () => {
  expect(await check([{ place: 'here', text: 'sum by (x) rate(up[5m])' }])).toContain(
    'could not parse expression',
  );
});
