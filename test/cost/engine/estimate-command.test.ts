import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { change, preview, step, terraformPlan, urn, volume } from './plan-documents.ts';

const PRICES = path.resolve('demo/prices.ndjson.gz');
const Side = z.object({ monthly: z.number().nullable(), notes: z.string() });
const Estimate = z.object({
  resource: z.object({ type: z.string(), id: z.string() }),
  baseline: Side,
  modified: Side,
  totalChange: z.number().nullable(),
  deltas: z.array(
    z.object({
      property: z.string(),
      originalValue: z.string(),
      newValue: z.string(),
      costChange: z.number().nullable(),
    }),
  ),
  usedFallback: z.literal(false),
  currency: z.string(),
});
const Several = z.object({ results: z.array(Estimate), totalChange: z.number().nullable() });

async function estimate(flags: readonly string[], plan?: object): Promise<CommandResult> {
  const args = ['cost', 'estimate', '--prices', PRICES, '--region', 'us-east-1', ...flags];
  return await longshore(args, { stdin: Readable.from([Buffer.from(JSON.stringify(plan ?? {}))]) });
}

async function single(...flags: readonly string[]): Promise<z.output<typeof Estimate>> {
  const { stdout } = await estimate([...flags, '--output', 'json']);
  return Estimate.parse(JSON.parse(stdout));
}

async function several(
  plan: object,
  ...changes: readonly string[]
): Promise<z.output<typeof Several>> {
  const flags = changes.flatMap((text) => ['--modify', text]);
  const { stdout, stderr } = await estimate(['--plan', '-', ...flags, '--output', 'json'], plan);
  expect(stderr).toBe('');
  return Several.parse(JSON.parse(stdout));
}

const INSTANCE = ['--provider', 'aws', '--resource-type', 'ec2:Instance'];

describe('an estimate of one resource', () => {
  test('by its short type, its whole type, or that of Terraform', async () => {
    const property = ['--property', 'type=gp3', '--property', 'size=100'];
    const types = ['aws:ebs:Volume', 'aws:ebs/volume:Volume', 'aws_ebs_volume'];
    const monthly = [];
    for (const type of types) {
      const { totalChange, baseline, modified } = await single(
        '--resource-type',
        type,
        ...property,
      );
      expect(baseline).toMatchObject({ monthly: 0, notes: 'does not exist' });
      monthly.push(totalChange, modified.monthly);
    }

    expect(monthly).toEqual(Array.from({ length: 6 }, () => 8));
  });

  test('each changed property has its part of the change', async () => {
    const { deltas, totalChange, baseline } = await single(
      ...INSTANCE,
      ...['--property', 'instanceType=t3.micro'],
      ...['--modify', 'instance_type=m5.large', '--modify', 'rootBlockDevice.volumeSize=108'],
    );

    expect(deltas.map(({ originalValue, newValue }) => [originalValue, newValue])).toEqual([
      ['t3.micro', 'm5.large'],
      ['', '108'],
    ]);
    const sum = deltas.reduce((total, { costChange }) => total + (costChange ?? Number.NaN), 0);
    expect(sum).toBeCloseTo(totalChange ?? Number.NaN, 8);
    expect(deltas[1]?.costChange).toBe(10);
    expect(baseline.monthly).toBeGreaterThan(0);
  });

  test('usage that is given; without it, the cost is unknown, and not 0', async () => {
    const type = ['--resource-type', 'aws_lambda_function', '--property', 'memory_size=512'];
    const used = ['--usage', 'monthly_requests=2000000', '--usage', 'request_duration_ms=250'];
    const known = await single(...type, ...used);
    const unknown = await single(...type);
    const { stdout } = await estimate(type);

    expect(known.totalChange).toBeCloseTo(4.566675, 6);
    expect([unknown.totalChange, unknown.modified.monthly]).toEqual([null, null]);
    expect(stdout).toMatch(/aws_lambda_function estimate-resource +unpriced +unknown/);
    expect(stdout).toContain('monthly_requests not measured');
  });

  test.each([
    ['nothing to estimate', []],
    ['a type without a provider', ['--resource-type', 'ec2:Instance']],
    ['a plan and a resource', [...INSTANCE, '--plan', '-']],
    ['a property without a value', [...INSTANCE, '--property', 'instanceType']],
    ['usage below zero', [...INSTANCE, '--usage', 'monthly_cpu_credit_hrs=-1']],
    ['a property that is no name', [...INSTANCE, '--property', '../x=1']],
    [
      'too many properties',
      [...INSTANCE, ...Array.from({ length: 101 }, () => ['--property', 'a=1']).flat()],
    ],
    ['a value of 10 KiB', [...INSTANCE, '--property', `a=${'x'.repeat(10_241)}`]],
  ])('%s: an error, and nothing on stdout', async (_, flags) => {
    const { exitCode, stdout, stderr } = await estimate(flags);

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('fix: ');
  });

  test('__proto__ is a property as any other', async () => {
    await single(...INSTANCE, '--property', '__proto__.polluted=1');

    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('changes to resources of a plan', () => {
  const stack = preview(
    [
      step('create', { newState: volume({ size: 10, type: 'gp3' }) }),
      {
        op: 'create',
        urn: urn('aws:ec2/instance:Instance', 'data'),
        inputs: { instanceType: 't3.micro' },
      },
    ],
    { config: { 'aws:region': 'us-east-1' } },
  );

  test('by name and type, by URN, or by type; others are left out', async () => {
    const byUrn = await several(stack, `${urn('aws:ebs/volume:Volume', 'data')}:size=30`);
    const byName = await several(stack, 'aws:ebs/volume:Volume::data:size=30');
    const byType = await several(stack, 'aws:ebs/volume:Volume:size=30');

    expect(byUrn.results).toHaveLength(1);
    expect(byUrn).toEqual(byName);
    expect(byUrn).toEqual(byType);
    expect(byUrn.totalChange).toBeCloseTo(1.6, 8);
  });

  test('without a change, each resource as it is; NDJSON has the rows of JSON', async () => {
    const { results, totalChange } = await several(stack);
    const { stdout } = await estimate(['--plan', '-', '--output', 'ndjson'], stack);

    expect(
      results.map((one) => [one.baseline.monthly === one.modified.monthly, one.deltas]),
    ).toEqual([
      [true, []],
      [true, []],
    ]);
    expect(totalChange).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(z.array(Estimate).parse(rows)).toEqual(results);
  });

  test('a name that two resources have, and one that none has', async () => {
    const two = await estimate(['--plan', '-', '--modify', 'data:size=30'], stack);
    const none = await estimate(['--plan', '-', '--modify', 'none:size=30'], stack);

    expect([two.exitCode, none.exitCode, two.stdout, none.stdout]).toEqual([2, 2, '', '']);
    expect(two.stderr).toContain('2 resources are named data');
  });

  test('a name without its index is all instances; an index may have signs of equality', async () => {
    const plan = terraformPlan(
      ['a=1', 'b:2'].map((key) =>
        change(
          `aws_ebs_volume.data["${key}"]`,
          ['create'],
          { after: { size: 10, type: 'gp3' } },
          { index: key },
        ),
      ),
      { provider_config: { aws: { name: 'aws', expressions: { region: { constant_value: 'us-east-1' } } } } }, // prettier-ignore
    );
    const all = await several(plan, 'aws_ebs_volume.data:size=20');
    const one = await several(plan, 'aws_ebs_volume.data["a=1"]:size=20');

    expect([all.results.length, one.results.length]).toEqual([2, 1]);
    expect([all.totalChange, one.totalChange]).toEqual([1.6, 0.8]);
  });

  test('a change of one resource that another one is charged for', async () => {
    const definition = 'aws_ecs_task_definition.job';
    const plan = terraformPlan(
      [
        change(definition, ['create'], {
          after: {
            family: 'job',
            cpu: '256',
            memory: '512',
            requires_compatibilities: ['FARGATE'],
          },
        }),
        change('aws_ecs_service.job', ['create'], {
          after: { launch_type: 'FARGATE', desired_count: 1, task_definition: 'job' },
        }),
      ],
      { provider_config: { aws: { name: 'aws', expressions: { region: { constant_value: 'us-east-1' } } } } }, // prettier-ignore
    );
    const { results } = await several(plan, `${definition}:cpu=512`);

    const service = results.find(({ resource }) => resource.type === 'aws_ecs_service');
    expect(service?.deltas).toEqual([]);
    expect(service?.totalChange).toBeGreaterThan(0);
  });
});
