import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { change, terraformPlan } from './plan-documents.ts';
import { Document, PRICES, projected, STACK } from './projected-world.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cost = (document: unknown, ...flags: readonly string[]): Promise<CommandResult> =>
  projected(folder, document, ...flags);

describe('longshore cost projected', () => {
  test('JSON is the only thing on stdout, and NDJSON has its rows', async () => {
    const json = await cost(STACK, '--output', 'json');
    const ndjson = await cost(STACK, '--output', 'ndjson');

    const { resources, summary } = Document.parse(JSON.parse(json.stdout));
    const lines = ndjson.stdout.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(resources);
    expect(summary.totalResources).toBe(3);
    expect(resources.map(({ name, monthly }) => [name, monthly])).toEqual([
      ['db', null],
      ['data', summary.totalMonthly],
      ['job', 0],
    ]);
    expect([json.exitCode, ndjson.exitCode]).toEqual([0, 0]);
  });

  test('the table has its sections, and names what is not priced', async () => {
    const { stdout } = await cost(STACK);

    expect(stdout.match(/^[A-Z ]+(?=\n[=-]+\n)/gm)).toEqual([
      ...['COST SUMMARY', 'BY PROVIDER', 'BY SERVICE', 'BY ADAPTER', 'RESOURCE DETAILS'],
      ...['ERRORS', 'NOTES'],
    ]);
    expect(stdout).toContain('aws:docdb/cluster:Cluster has no cost model');
    expect(stdout).toContain("simulated: they are not AWS's");
  });

  test('a Terraform plan that cannot be priced is not 0 with exit code 0', async () => {
    const plan = terraformPlan([change('aws_docdb_cluster.db', ['create'], { after: {} })]);
    const { stdout, exitCode } = await cost(plan, '--output', 'json', '--fail-on-unpriced');

    expect(exitCode).toBe(3);
    expect(Document.parse(JSON.parse(stdout)).summary.totalMonthly).toBeNull();
  });

  test('only the document: a plan without resources, and one that cannot be read', async () => {
    const empty = await cost(terraformPlan([]), '--output', 'json');
    const cut = await cost(JSON.stringify(STACK).slice(0, -1), '--output', 'json');
    const other = await cost({ projects: [] }, '--output', 'ndjson');
    const missing = await longshore(['cost', 'projected', '--plan', 'none.json'], { cwd: folder });
    const without = await longshore(['cost', 'projected'], { cwd: folder });

    expect(Document.parse(JSON.parse(empty.stdout)).resources).toEqual([]);
    for (const { stdout, stderr } of [cut, other, missing, without]) {
      expect(stdout).toBe('');
      expect(stderr).toContain('fix: ');
    }
    expect(missing.stderr).toContain('Could not read the plan none.json: there is no such file');
    expect([cut, other, missing, without].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1, 2]);
  });

  test('a usage file and price files count; a bad one is a warning or an error', async () => {
    const spec =
      'provider: aws\nservice: docdb\nsku: default\ncurrency: USD\npricing:\n  monthlyEstimate: 8\n';
    await writeFile(path.join(folder, 'aws-docdb-default.yaml'), spec);
    await writeFile(path.join(folder, 'broken.yaml'), 'provider: [');
    await writeFile(path.join(folder, 'usage.yml'), 'resource_usage:\n  aws_x.y:\n    hours: 1\n');
    const flags = ['--spec-dir', folder, '--usage-file', 'usage.yml', '--output', 'json'];
    const { stdout, stderr } = await cost(STACK, ...flags);

    const { resources } = Document.parse(JSON.parse(stdout));
    expect(resources[0]).toMatchObject({ name: 'db', monthly: 8, adapter: 'local-spec' });
    expect(stderr).toContain('broken.yaml');
    expect(stderr).toContain('aws_x.y, which is not in the plan');
  });
});

test('longshore cost diff has what changes, by component', async () => {
  const args = ['cost', 'diff', '--plan', '-', '--prices', PRICES];
  const stdin = Readable.from([Buffer.from(JSON.stringify(STACK))]);
  const { stdout } = await longshore(args, { cwd: folder, stdin });

  expect(stdout).toMatch(/~ ebs\/volume data +[\d.]+ +[\d.]+ +\+[\d.]+ +USD\n {4}storage/);
  expect(stdout).not.toContain('iam/role');
  expect(stdout).toMatch(/^Total USD/m);
});

test('the example of the docs prints what they show', async () => {
  const page = await readFile('docs/plans.md', 'utf8');
  const command = /npm run --silent longshore -- (.+)/.exec(page)?.[1] ?? '';
  const { stdout } = await longshore(command.split(' '));

  expect(page).toContain(`\`\`\`text\n${stdout.trimEnd()}\n\`\`\``);
});
