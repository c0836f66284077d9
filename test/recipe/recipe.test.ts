import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRecipeCopy, ROOT, type RecipeCopy } from './recipe-copy.ts';

const KIND = 'AWS::Scheduler::ScheduleGroup';
/**
 * The guide's reader installs this client. It is a devDependency, so that the test needs no registry; published
 * code does not import it, and knip.json ignores it.
 */
const CLIENT = '@aws-sdk/client-scheduler';

let copy: RecipeCopy;

beforeAll(async () => {
  copy = await createRecipeCopy(['src']);
});

afterAll(async () => {
  await copy.remove();
});

function newKind(...args: readonly string[]): readonly string[] {
  return ['scripts/new-kind.ts', ...args];
}

test('new-kind refuses invalid kinds, existing kinds, and kinds that it cannot find', async () => {
  const refusals = {
    [KIND.toLowerCase().replace('::', '.')]: 'is not a CloudFormation type name',
    'AWS::SQS::Queue': 'already has AWS::SQS::Queue',
    'AWS::Nowhere::Thing': 'npm install --save-exact @aws-sdk/client-nowhere',
    'AWS::SQS::Thing': 'ListQueues',
    'AWS::EKS::Addon': 'clusterName',
  };

  for (const [kind, reason] of Object.entries(refusals)) {
    expect(await copy.failureOf('tsx', newKind(kind))).toContain(reason);
  }
}, 600_000);

test('new-kind scaffolds a kind that compiles, is incomplete, and is not overwritten', async () => {
  const said = await copy.tool('tsx', newKind(KIND));
  const scaffolded = await copy.textOf('src/core/exporters/scheduler/schedule-group.ts');
  const again = await copy.failureOf('tsx', newKind(KIND));
  await copy.tool('tsx', ['scripts/generate.ts']);
  await copy.tool('tsx', ['scripts/generate.ts', '--check']); // once is enough
  await copy.compile();
  await copy.tool('prettier', [
    '--check',
    'src/core/exporters/scheduler',
    'src/sandbox/kinds/scheduler',
  ]);
  const conformance = await copy.failureOf('jest', ['test/conformance', '-t', KIND]);

  expect(said).toContain('Next steps');
  expect(scaffolded).toContain(`from '${CLIENT}'`);
  expect(scaffolded).toContain(
    'paginateListScheduleGroups, context, { MaxResults: SCHEDULE_GROUPS_PER_PAGE }',
  );
  expect(again).toContain('schedule-group.ts already exists, and is not overwritten');
  expect(await copy.textOf('src/core/exporters/scheduler/schedule-group.ts')).toBe(scaffolded);
  expect(conformance).toContain(`the items of ${KIND} are not written yet: see src/`);
}, 600_000);

test('the guide’s code is a kind that compiles, is generated everywhere and conforms', async () => {
  const recipe = await readFile(path.join(ROOT, 'docs/adding-a-kind.md'), 'utf8');
  expect(recipe).toContain(`npm run new-kind ${KIND}\n`);
  expect(recipe).toContain(`npm install --save-exact ${CLIENT} `);
  expect(await copy.follow(recipe)).toEqual([
    'src/core/exporters/scheduler/schedule-group.ts',
    'src/sandbox/kinds/scheduler/schedule-group.ts',
  ]);

  await copy.tool('tsx', ['scripts/generate.ts']);
  await copy.compile();
  const conformance = await copy.tool('jest', ['test/conformance', '-t', KIND]);
  const kinds = await copy.tool('tsx', ['src/cli/main.ts', 'kinds', KIND]);

  expect(conformance).toMatch(/Tests: .* [1-9]\d* passed/);
  expect(await copy.handwritten()).toEqual([
    'src/core/exporters/scheduler/schedule-group.ts',
    'src/sandbox/kinds/scheduler/schedule-group.ts',
  ]);
  expect(kinds).toContain('ListTagsForResourceAction');
  const generated = [
    '.port/spec.yaml',
    'docs/kinds.md',
    'docs/items/AWS-Scheduler-ScheduleGroup.json',
    '.port/resources/port-app-config.yml',
  ];
  for (const file of generated) {
    expect(await copy.textOf(file)).toContain(KIND);
  }
}, 600_000);
