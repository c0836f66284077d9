import { Readable } from 'node:stream';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CommandResult } from '../../helpers/command.ts';
import { UsageWorld } from '../usage/collect-world.ts';
import { change, terraformPlan } from './plan-documents.ts';

const PRICES = path.resolve('demo/prices.ndjson.gz');
const FUNCTION = 'aws_lambda_function.job';
const Functions = z.array(z.object({ arn: z.string(), region: z.string() })).min(1);
const Rows = z.object({
  resources: z.array(
    z.object({
      resourceId: z.string(),
      notes: z.string(),
      measuredUsage: z.object({ names: z.array(z.string()), from: z.string() }).optional(),
      components: z.array(z.object({ name: z.string(), quantity: z.number().nullable() })),
    }),
  ),
});
const Usage = z.object({
  resource_usage: z.record(
    z.string(),
    z.object({ monthly_requests: z.number(), request_duration_ms: z.number() }).partial(),
  ),
});

let world: UsageWorld;
let plan: string;
beforeAll(async () => {
  world = await UsageWorld.create({}, {}, ['AWS::Lambda::Function']);
  const { exitCode, stderr } = await world.usage();
  if (exitCode !== 0) throw new Error(stderr);
  const query = "select arn, region from resources where kind = 'AWS::Lambda::Function' limit 1";
  const [found] = Functions.parse(await world.query(query));
  const own = { arn: found?.arn, memory_size: 512, function_name: 'job' };
  plan = JSON.stringify(
    terraformPlan(
      [
        change(FUNCTION, ['update'], { before: own, after: { ...own, memory_size: 1_024 } }),
        change('aws_lambda_function.new', ['create'], { after: { memory_size: 128 } }),
      ],
      { provider_config: { aws: { name: 'aws', expressions: { region: { constant_value: found?.region } } } } }, // prettier-ignore
    ),
  );
}, 300_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function cost(args: readonly string[], state?: string): Promise<CommandResult> {
  const own = state === undefined ? [] : ['--state', state];
  return await world.world.run(['cost', ...args, ...own], {
    stdin: Readable.from([Buffer.from(plan)]),
  });
}

const PROJECTED = ['projected', '--plan', '-', '--prices', PRICES, '--output', 'json'];

describe('a planned function that exists', () => {
  test('costs what its measured usage says; a new one is not priced', async () => {
    const { stdout, stderr } = await cost(PROJECTED);

    const { resources } = Rows.parse(JSON.parse(stdout));
    const [job, fresh] = resources;
    expect(stderr).toBe('');
    expect(job?.notes).toBe('list price on demand; usage as measured');
    expect(job?.measuredUsage?.names).toEqual(['monthly_requests', 'request_duration_ms']);
    for (const { quantity } of job?.components ?? []) expect(quantity).not.toBeNull();
    expect(fresh?.measuredUsage).toBeUndefined();
    expect(fresh?.components.map(({ quantity }) => quantity)).toEqual([null, null]);
    const { stdout: table } = await cost(PROJECTED.slice(0, -2));
    expect(table).toMatch(/Usage of 1 resource: as measured from [\d-]+ to [\d-]+\./);
  });

  test('a usage file comes first, name by name', async () => {
    const { usage } = await written(['--plan', '-']);
    expect(Object.keys(usage)).toEqual([FUNCTION]);
    const file = await world.world.file(
      'usage.yml',
      `resource_usage: { ${FUNCTION}: { monthly_requests: 7 } }`,
    );
    const { stdout } = await cost([...PROJECTED, '--usage-file', file]);

    const [job] = Rows.parse(JSON.parse(stdout)).resources;
    expect(job?.components[0]).toMatchObject({ name: 'requests', quantity: 7 });
    expect(job?.measuredUsage?.names).toEqual(['request_duration_ms']);
  });
});

describe('longshore cost usage-file', () => {
  test.each([
    ['of a plan', ['--plan', '-']],
    ['of the store, by ARN', []],
  ])('%s: the same costs where there is no store', async (_, flags) => {
    const { text } = await written(flags);
    const file = await world.world.file('usage.yml', text);
    const here = Rows.parse(JSON.parse((await cost(PROJECTED)).stdout));
    const there = await cost([...PROJECTED, '--usage-file', file], 'nowhere');

    expect(there.stderr).toBe('');
    const { resources } = Rows.parse(JSON.parse(there.stdout));
    expect(resources.map(({ components }) => components)).toEqual(
      here.resources.map(({ components }) => components),
    );
    expect(resources[0]?.measuredUsage).toBeUndefined();
  });

  test('what was not measured is a comment, which can be filled in', async () => {
    const { text } = await written(['--plan', '-']);

    const filled = text
      .replace('# aws_lambda_function.new:', 'aws_lambda_function.new:')
      .replace(/# {3}monthly_requests: # requests a month/, '  monthly_requests: 3');
    expect(Usage.parse(parse(filled)).resource_usage['aws_lambda_function.new']).toEqual({
      monthly_requests: 3,
    });
  });

  test('without a store, what to do', async () => {
    const { exitCode, stdout, stderr } = await cost(['usage-file'], 'nowhere');

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('longshore cost usage');
  });
});

async function written(
  flags: readonly string[],
): Promise<{ readonly text: string; readonly usage: z.output<typeof Usage>['resource_usage'] }> {
  const { stdout: text, exitCode, stderr } = await cost(['usage-file', ...flags]);
  if (exitCode !== 0) throw new Error(stderr);
  return { text, usage: Usage.parse(parse(text)).resource_usage };
}
