import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resultRow } from '../../../src/cost/engine/output/result-json.ts';
import { specNames } from '../../../src/cost/engine/projection/local-spec.ts';
import { periodRows } from '../../../src/cost/engine/results/period-rows.ts';
import type { CostResult } from '../../../src/cost/engine/results/cost-result.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import type { CommandResult } from '../../helpers/command.ts';
import { planOf, preview, step, urn, VOLUME, volume } from './plan-documents.ts';
import { Document, projected, STACK } from './projected-world.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-contract-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cost = (document: unknown, ...flags: readonly string[]): Promise<CommandResult> =>
  projected(folder, document, ...flags, '--output', 'json');

/** Anchors that refer to those above them: a billion texts, if they were written out. */
const BOMB = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(10)}]`))
  .join('\n');

const RESULT: CostResult = {
  ...{ resourceType: VOLUME, resourceId: 'a', provider: 'aws', service: 'ebs', tags: new Map() },
  ...{ adapter: 'longshore', currency: 'USD', monthly: decimal(3044), hourly: decimal(1) },
  ...{ notes: '', breakdown: new Map() },
};

describe('the limits of the wire are not those of a plan', () => {
  test('a resource beyond them is priced, and the others too', async () => {
    const long = 'n'.repeat(2_000);
    const tags = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`pulumi:${n}`, 'x'.repeat(11_000)]),
    );
    const plan = preview(
      [
        step('create', { newState: volume({ size: 10, type: 'gp3' }) }),
        {
          op: 'create',
          urn: urn(VOLUME, long),
          newState: { ...volume({ size: 10, type: 'gp3', tags }), urn: urn(VOLUME, long) },
        },
      ],
      { config: { 'aws:region': 'us-east-1' } },
    );
    const { stdout, exitCode } = await cost(plan);

    expect(exitCode).toBe(0);
    expect(Document.parse(JSON.parse(stdout)).summary.totalMonthly).toBeCloseTo(1.6, 8);
  });
});

describe('names of price files', () => {
  const none = { region: undefined, cloudId: undefined, arn: undefined, created: undefined };
  const names = (properties: object): readonly string[] =>
    specNames(
      { type: 'aws:docdb/cluster:Cluster', provider: 'aws', service: 'docdb' },
      { ...none, properties: { ...properties }, references: {} },
    );

  test.each([
    ['instanceType', 't3.micro'],
    ['instanceClass', 'db.t3.small'],
    ['nodeType', 'cache.t3.micro'],
    ['machineType', 'e2-small'],
    ['vmSize', 'Standard_B1s'],
  ])('a SKU in %s is looked at', (property, sku) => {
    expect(names({ [property]: sku })[0]).toBe(`aws-docdb-${sku}`);
  });

  test.each(['../x', 'a/b', String.raw`a\b`, '..', 'x..y', 'a\0b', '/etc/passwd'])(
    'a SKU %j is no name of a file',
    (sku) => {
      expect(names({ sku })).toEqual(
        ['default', 'standard', 'basic'].map((one) => `aws-docdb-${one}`),
      );
    },
  );
});

test('a type with parents in its URN is the last one', async () => {
  const child = `urn:pulumi:dev::shop::shop:index:Web$aws:ec2/instance:Instance::web::x`;
  const { resources } = await planOf(preview([{ op: 'create', urn: child, inputs: {} }]));

  expect(resources[0]).toMatchObject({ type: 'aws:ec2/instance:Instance', name: 'web::x' });
});

test('times that are not set are left out, and never the year 1', () => {
  expect(JSON.stringify(resultRow(RESULT, { withConfidence: false }))).not.toMatch(
    /Date|0001|dailyCosts|totalCost|confidence/,
  );
});

test('currencies are compared as they are written, and an unset end is no reversed time', () => {
  const start = Date.parse('2024-01-01');
  const one = { ...RESULT, start };

  expect(() => periodRows([one, { ...one, currency: 'usd' }], 'daily')).toThrow('USD, usd');
  expect(periodRows([one], 'monthly')).toHaveLength(1);
  expect(() => periodRows([{ ...one, end: start }], 'daily')).toThrow('invalid date range');
});

describe('files beside the plan that mean harm', () => {
  test('a YAML bomb is no usage file, and no price file', async () => {
    await writeFile(path.join(folder, 'aws-docdb-default.yaml'), BOMB);
    await writeFile(path.join(folder, 'usage.yml'), BOMB);
    const usage = await cost(STACK, '--usage-file', 'usage.yml');
    const spec = await cost(STACK, '--spec-dir', '.');

    expect([usage.exitCode, usage.stdout]).toEqual([2, '']);
    expect(spec.exitCode).toBe(0);
    expect(spec.stderr).toContain('aws-docdb-default.yaml');
    expect(Document.parse(JSON.parse(spec.stdout)).resources[0]).toMatchObject({ monthly: null });
  });

  test('__proto__ in a usage file and in an earlier document', async () => {
    const polluted = '{"__proto__": {"polluted": 1}, "resource_usage": {"__proto__": {"x": 1}}}';
    await writeFile(path.join(folder, 'usage.json'), polluted);
    await writeFile(
      path.join(folder, 'base.json'),
      `{"__proto__": {"polluted": 1}, "resources": []}`,
    );
    const { exitCode } = await cost(
      STACK,
      '--usage-file',
      'usage.json',
      '--compare-to',
      'base.json',
    );

    expect(exitCode).toBe(0);
    expect({}).not.toHaveProperty('polluted');
  });
});
