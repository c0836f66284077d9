import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KIND = 'AWS::Scheduler::ScheduleGroup';
/**
 * The guide's reader installs this client. It is a devDependency, so that the test needs no registry; published
 * code does not import it, and knip.json ignores it.
 */
const CLIENT = '@aws-sdk/client-scheduler';
const CODE_BLOCK = /`(src\/[^`]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g;
const COPIED = [
  'src',
  'scripts',
  'docs',
  'test',
  'bench',
  'deploy',
  '.port',
  'tsconfig.json',
  'package.json',
  'jest.config.js',
];
const run = promisify(execFile);

let copy: string;

beforeAll(async () => {
  // Inside the checkout, so that node_modules are found; ignored by git.
  copy = await mkdtemp(path.join(ROOT, '.recipe-'));
  for (const name of COPIED) {
    await cp(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
  await writeFile(
    path.join(copy, 'tsconfig.recipe.json'),
    JSON.stringify({
      extends: './tsconfig.json',
      include: ['src'],
    }),
  );
});

afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

/** Runs one of the project's tools in the copy; fails if it fails. */
async function tool(name: string, args: readonly string[]): Promise<string> {
  const script = path.join(ROOT, 'node_modules', '.bin', name);
  const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
  const { stdout, stderr } = await run(script, args, { cwd: copy, env, maxBuffer: 16_000_000 });
  return stdout + stderr;
}

/** The output of a failed tool. */
async function failureOf(name: string, args: readonly string[]): Promise<string> {
  return tool(name, args).then(
    () => Promise.reject(new Error(`${name} ${args.join(' ')} did not fail`)),
    (error: unknown) => {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      return stdout + stderr;
    },
  );
}

function newKind(...args: readonly string[]): readonly string[] {
  return ['scripts/new-kind.ts', ...args];
}

const compile = (): Promise<string> => tool('tsc', ['--noEmit', '-p', 'tsconfig.recipe.json']);
const textOf = (file: string): Promise<string> => readFile(path.join(copy, file), 'utf8');

/** The files that differ from the checkout, except generated ones. */
async function handwritten(): Promise<readonly string[]> {
  const generated = (await tool('tsx', ['scripts/generate.ts', '--list'])).split('\n');
  const changed: string[] = [];
  for (const root of [
    'src',
    'scripts',
    'docs',
    'test',
    'bench',
    'deploy',
    '.port',
    'package.json',
  ]) {
    for (const file of await filesBelow(root)) {
      const [here, there] = await Promise.all(
        [copy, ROOT].map((folder) => readFile(path.join(folder, file), 'utf8').catch(() => '')),
      );
      if (here !== there && !generated.includes(file)) changed.push(file);
    }
  }
  return changed.sort();
}

async function filesBelow(root: string): Promise<readonly string[]> {
  if (path.extname(root) !== '') return [root];
  const entries = await readdir(path.join(copy, root), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(copy, path.join(entry.parentPath, entry.name)));
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
    expect(await failureOf('tsx', newKind(kind))).toContain(reason);
  }
}, 120_000);

test('new-kind scaffolds a kind that compiles, is incomplete, and is not overwritten', async () => {
  const said = await tool('tsx', newKind(KIND));
  const scaffolded = await textOf('src/core/exporters/scheduler/schedule-group.ts');
  const again = await failureOf('tsx', newKind(KIND));
  await tool('tsx', ['scripts/generate.ts']);
  await tool('tsx', ['scripts/generate.ts', '--check']); // once is enough
  await compile();
  await tool('prettier', [
    '--check',
    'src/core/exporters/scheduler',
    'src/sandbox/kinds/scheduler',
  ]);
  const conformance = await failureOf('jest', ['test/conformance', '-t', KIND]);

  expect(said).toContain('Next steps');
  expect(scaffolded).toContain(`from '${CLIENT}'`);
  expect(scaffolded).toContain(
    'paginateListScheduleGroups, context, { MaxResults: SCHEDULE_GROUPS_PER_PAGE }',
  );
  expect(again).toContain('schedule-group.ts already exists, and is not overwritten');
  expect(await textOf('src/core/exporters/scheduler/schedule-group.ts')).toBe(scaffolded);
  expect(conformance).toContain(`the items of ${KIND} are not written yet: see src/`);
}, 240_000);

test('the guide’s code is a kind that compiles, is generated everywhere and conforms', async () => {
  const recipe = await readFile(path.join(ROOT, 'docs/adding-a-kind.md'), 'utf8');
  const blocks = [...recipe.matchAll(CODE_BLOCK)];
  expect(recipe).toContain(`npm run new-kind ${KIND}\n`);
  expect(recipe).toContain(`npm install --save-exact ${CLIENT} `);
  expect(blocks.map(([, file]) => file)).toEqual([
    'src/core/exporters/scheduler/schedule-group.ts',
    'src/sandbox/kinds/scheduler/schedule-group.ts',
  ]);
  for (const [, file = '', code = ''] of blocks) await writeFile(path.join(copy, file), code);

  await tool('tsx', ['scripts/generate.ts']);
  await compile();
  const conformance = await tool('jest', ['test/conformance', '-t', KIND]);
  const kinds = await tool('tsx', ['src/cli/main.ts', 'kinds', KIND]);

  expect(conformance).toMatch(/Tests: .* [1-9]\d* passed/);
  expect(await handwritten()).toEqual([
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
    expect(await textOf(file)).toContain(KIND);
  }
}, 240_000);
