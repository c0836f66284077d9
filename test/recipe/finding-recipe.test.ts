import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRecipeCopy, ROOT, type RecipeCopy } from './recipe-copy.ts';

const KIND = 'AWS::KMS::Key';
const NAME = 'kms-disabled-key';
const FILES = [
  'src/cost/findings/kms/disabled-key.ts',
  'src/cost/findings/kms/disabled-key.example.ts',
];

let copy: RecipeCopy;
let recipe: string;

beforeAll(async () => {
  copy = await createRecipeCopy(['src/cost/findings', 'src/config']);
  recipe = await readFile(path.join(ROOT, 'docs/adding-a-finding.md'), 'utf8');
});

afterAll(async () => {
  await copy.remove();
});

function newFinding(...args: readonly string[]): readonly string[] {
  return ['scripts/new-finding.ts', ...args];
}

test('new-finding refuses unknown kinds, wrong names, and rules that exist', async () => {
  const refusals: Readonly<Record<string, readonly string[]>> = {
    'npm run new-kind AWS::Nowhere::Thing': ['AWS::Nowhere::Thing', 'a-b'],
    'Key is not a name of a rule': [KIND, 'Key'],
    'there is a rule ec2-idle-instance': ['AWS::EC2::Instance', 'ec2-idle-instance'],
    'usage: npm run new-finding': [KIND],
  };

  for (const [reason, args] of Object.entries(refusals)) {
    expect(await copy.failureOf('tsx', newFinding(...args))).toContain(reason);
  }
}, 600_000);

test('new-finding scaffolds a rule that compiles, is incomplete, and is not overwritten', async () => {
  const said = await copy.tool('tsx', newFinding(KIND, NAME));
  const scaffolded = await copy.textOf(FILES[0] ?? '');
  const again = await copy.failureOf('tsx', newFinding(KIND, NAME));
  await copy.tool('tsx', newFinding('AWS::Lambda::Function', 'lambda-something'));
  await copy.tool('tsx', ['scripts/generate.ts']);
  await copy.compile();
  const conformance = await copy.failureOf('jest', ['test/cost/findings/conformance', '-t', NAME]);

  expect(said).toContain('Next steps');
  expect(scaffolded).toContain('KeyState');
  expect(again).toContain('disabled-key.ts already exists, and is not overwritten');
  expect(conformance).toContain('worked out by hand');
}, 600_000);

test('the guide’s code is a rule that compiles, is generated everywhere and conforms', async () => {
  expect(recipe).toContain(`npm run new-finding ${KIND} ${NAME}\n`);
  expect(await copy.follow(recipe)).toEqual(FILES);

  await copy.tool('tsx', ['scripts/generate.ts']);
  await copy.compile();
  const conformance = await copy.tool('jest', ['test/cost/findings/conformance', '-t', NAME]);

  expect(conformance).toMatch(/Tests: .* [1-9]\d* passed/);
  expect(await copy.textOf('docs/findings.md')).toContain(`### ${NAME}\n`);
  expect(await copy.textOf('docs/configuration.md')).toContain('LONGSHORE_DISABLED_KEY_DAYS');
}, 600_000);
