import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRecipeCopy, ROOT, type RecipeCopy } from './recipe-copy.ts';

const KIND = 'AWS::StepFunctions::StateMachine';
const FILES = [
  'src/cost/models/stepfunctions/state-machine.ts',
  'src/cost/models/stepfunctions/state-machine.example.ts',
];

const MODULE = 'src/cost/metrics/modules/eks.ts';
const MODULES = 'src/cost/metrics/metrics-modules.ts';
const PAGES = 'test/cost/metrics/golden.test.ts';
const PAGE = 'test/cost/metrics/golden/eks.txt';

let copy: RecipeCopy;
let recipe: string;

beforeAll(async () => {
  copy = await createRecipeCopy(['src/cost/models', 'src/cost/metrics']);
  recipe = await readFile(path.join(ROOT, 'docs/adding-a-cost-model.md'), 'utf8');
});

afterAll(async () => {
  await copy.remove();
});

function newCostModel(kind: string): readonly string[] {
  return ['scripts/new-cost-model.ts', kind];
}

test('new-cost-model refuses unknown kinds, free kinds, and kinds that have a model', async () => {
  const refusals = {
    'AWS::Nowhere::Thing': 'npm run new-kind AWS::Nowhere::Thing',
    'AWS::IAM::Role': 'AWS::IAM::Role is free by itself',
    'AWS::SQS::Queue': 'AWS::SQS::Queue already has a cost model',
  };

  for (const [kind, reason] of Object.entries(refusals)) {
    expect(await copy.failureOf('tsx', newCostModel(kind))).toContain(reason);
  }
}, 600_000);

test('new-cost-model scaffolds a model that compiles, is incomplete, and is not overwritten', async () => {
  const said = await copy.tool('tsx', newCostModel(KIND));
  const scaffolded = await copy.textOf(FILES[0] ?? '');
  const again = await copy.failureOf('tsx', newCostModel(KIND));
  await copy.tool('tsx', ['scripts/generate.ts']);
  await copy.tool('tsx', ['scripts/generate.ts', '--check']); // once is enough
  await copy.compile();
  await copy.tool('prettier', ['--check', 'src/cost/models/stepfunctions']);
  const conformance = await copy.failureOf('jest', ['test/cost/models/conformance', '-t', KIND]);

  expect(said).toContain('Next steps');
  expect(scaffolded).toContain('StateMachineType');
  expect(again).toContain('state-machine.ts already exists, and is not overwritten');
  expect(await copy.textOf(FILES[0] ?? '')).toBe(scaffolded);
  expect(conformance).toContain('costs what was worked out by hand');
}, 600_000);

test('the guide’s code is a cost model that compiles, is generated everywhere and conforms', async () => {
  expect(recipe).toContain(`npm run new-cost-model ${KIND}\n`);
  expect(await copy.follow(recipe)).toEqual([...FILES, MODULE]);

  await copy.tool('tsx', ['scripts/generate.ts']);
  await copy.compile();
  const conformance = await copy.tool('jest', ['test/cost/models/conformance', '-t', KIND]);

  expect(conformance).toMatch(/Tests: .* [1-9]\d* passed/);
  expect(await copy.handwritten()).toEqual([MODULE, ...FILES].sort());
  expect(await copy.textOf('docs/cost-models.md')).toContain(`## ${KIND}\n`);
}, 600_000);

test('the guide’s metrics module has a page', async () => {
  const [, content = ''] = /^```ts\n(EKS: .*)\n```$/m.exec(recipe) ?? [];
  const pages = ['test/cost/metrics/golden', '-t', 'the page of EKS'];
  await copy.follow(recipe);
  const ec2 = "import { EC2_METRICS } from './modules/ec2.ts';\n";
  await copy.edit(MODULES, ec2, `${ec2}import { EKS_METRICS } from './modules/eks.ts';\n`);
  await copy.edit(MODULES, '  EC2_METRICS,\n', '  EC2_METRICS,\n  EKS_METRICS,\n');
  const empty = await copy.failureOf('jest', pages);
  await copy.edit(PAGES, '  ELB: {', `  ${content}\n  ELB: {`);

  await copy.compile();
  await copy.tool('jest', pages, { LONGSHORE_UPDATE: '1' });
  await copy.tool('jest', pages);
  const withoutPanel = await copy.failureOf('jest', ['test/deploy/monitoring']);

  expect(empty).toContain('● the page of EKS');
  expect(withoutPanel).toContain('"cloudcost_aws_eks_cluster_usd_per_hour"');
  expect(await copy.textOf(PAGE)).toMatch(
    /^cloudcost_aws_eks_cluster_usd_per_hour\{account_id="\d+",region="eu-west-1",cluster_name="\S+",cluster_arn="arn:\S+",version="1\.\d+"\} 0\.[16]$/m,
  );
  expect(await copy.handwritten()).toEqual([MODULE, MODULES, PAGES, PAGE, ...FILES].sort());
}, 600_000);
