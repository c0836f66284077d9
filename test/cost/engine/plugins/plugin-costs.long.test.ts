import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../../helpers/command.ts';
import { preview, step, urn, volume } from '../plan-documents.ts';
import { pluginFolder, type Behaviour, type PluginFolder } from './test-plugin.ts';

const PRICES = path.resolve('demo/prices.ndjson.gz');
const VOLUME = 'aws:ebs/volume:Volume';
const Row = z.looseObject({
  name: z.string().optional(),
  adapter: z.string(),
  currency: z.string(),
  monthly: z.number().nullable(),
  notes: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  alternatives: z.array(z.looseObject({ adapter: z.string() })).optional(),
});

/** A volume, a database that we have no model for, and a role that is free. */
const STACK = preview(
  [
    step('create', { newState: volume({ size: 10, type: 'gp3' }) }),
    {
      op: 'create',
      urn: urn('aws:docdb/cluster:Cluster', 'db'),
      newState: { custom: true, inputs: { engine: 'docdb', masterPassword: '[secret]' } },
    },
    { op: 'same', urn: urn('aws:iam/role:Role', 'job'), newState: { custom: true, inputs: {} } },
  ],
  { config: { 'aws:region': 'us-east-1' } },
);

let world: PluginFolder;
let home: string;
beforeAll(async () => {
  world = await pluginFolder();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Only these plugins are installed. */
async function installed(
  plugins: Readonly<Record<string, Behaviour>>,
  routing?: object,
): Promise<void> {
  home = path.join(world.folder, `home-${Math.random().toString(36).slice(2)}`);
  await mkdir(path.join(home, 'plugins'), { recursive: true });
  for (const [name, behaviour] of Object.entries(plugins)) {
    await world.install(name, behaviour);
    await rename(path.join(world.folder, name), path.join(home, 'plugins', name));
  }
  await writeFile(
    path.join(home, 'config.yaml'),
    JSON.stringify({ routing: { plugins: routing ?? [] } }),
  );
}

async function cost(
  command: string,
  document: unknown,
  ...flags: readonly string[]
): Promise<CommandResult> {
  return await longshore(['cost', command, '--plan', '-', '--prices', PRICES, ...flags], {
    cwd: world.folder,
    env: { FINFOCUS_HOME: home, PATH: process.env['PATH'] ?? '' },
    stdin: Readable.from([Buffer.from(JSON.stringify(document))]),
  });
}

async function rows(
  ...flags: readonly string[]
): Promise<ReadonlyMap<string, z.output<typeof Row>>> {
  const { stdout, stderr } = await cost('projected', STACK, '--output', 'ndjson', ...flags);
  expect(stderr).not.toContain('Error');
  const parsed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => Row.parse(JSON.parse(line)));
  return new Map(parsed.map((row) => [row.name ?? '', row]));
}

describe('projected costs', () => {
  test('a plugin comes first, our price is an alternative, and what is free is not asked about', async () => {
    await installed({ prices: { prices: { '*': 7.3 }, hasBatch: true } });

    const found = await rows();

    expect(found.get('data')).toMatchObject({
      ...{ adapter: 'prices', currency: 'USD', monthly: 7.3, hourly: 0.01, basis: 'Plugin' },
      notes: 'plugin prices 1.0.0: test price',
      breakdown: { unit_price: 0.01 },
      sources: ['plugin prices 1.0.0'],
      alternatives: [{ adapter: 'longshore', currency: 'USD' }],
    });
    expect(found.get('db')).toMatchObject({ adapter: 'prices', monthly: 7.3 });
    expect(found.get('job')).toMatchObject({ adapter: 'longshore', monthly: 0 });
    const received = await world.received('prices');
    expect(received).toContain('"size":"10"');
    expect(received).not.toContain('secret');
    expect([...(await world.calls('prices')).keys()]).toEqual([
      'Name',
      'GetPluginInfo',
      'BatchCost',
    ]);
  });

  test('without batches, support is asked once for each type, and costs one by one', async () => {
    await installed({ single: { prices: { [VOLUME]: 1.5 } } });

    const found = await rows();

    expect(found.get('data')).toMatchObject({ adapter: 'single', monthly: 1.5 });
    expect(found.get('db')).toMatchObject({ adapter: 'none', monthly: null });
    expect(found.get('db')?.error).toMatchObject({ code: 'NO_COST_DATA' });
    expect(found.get('db')?.error?.message).toContain('plugin single: no price');
    expect((await world.calls('single')).get('GetProjectedCost')).toBe(1);
  });

  test.each([
    [
      'a currency that is none',
      { prices: { '*': 5 }, currency: 'dollars' },
      /"dollars" is no currency/,
      'PLUGIN_ERROR',
    ],
    ['a cost below zero', { prices: { '*': -5 } }, /-5 is no cost/, 'PLUGIN_ERROR'],
    ['a cost that is no number', { prices: { '*': 'many' } }, /NaN is no cost/, 'PLUGIN_ERROR'],
    ['0 for what it does not know', { hasBatch: true }, /is not supported/, 'NO_COST_DATA'],
    [
      'an error',
      { prices: { '*': 5 }, refuses: 'PERMISSION_DENIED' },
      /PERMISSION_DENIED/,
      'PLUGIN_ERROR',
    ],
    [
      'another region',
      { prices: { '*': 5 }, region: 'eu-west-1', hidesRegion: true },
      /another region/,
      'NO_COST_DATA',
    ],
    ['its death', { prices: { '*': 5 }, dieAfter: 0 }, /plugin bad/, 'PLUGIN_ERROR'],
    [
      'more than anyone reads',
      { prices: { '*': 5 }, hugeBytes: 20_000_000 },
      /RESOURCE_EXHAUSTED/,
      'PLUGIN_ERROR',
    ],
  ])(
    'a plugin that answers with %s has no price, and the reason is told',
    async (_what, behaviour, reason, code) => {
      await installed({ bad: behaviour });

      const found = await rows();

      expect(found.get('data')).toMatchObject({ adapter: 'longshore' });
      expect(found.get('data')?.monthly).toBeGreaterThan(0);
      expect(found.get('db')?.error?.message).toMatch(reason);
      expect(found.get('db')?.error?.code).toBe(code);
    },
  );

  test('a plugin for another region is not asked', async () => {
    await installed({ far: { prices: { '*': 5 }, region: 'eu-west-1' } });

    expect((await rows()).get('data')).toMatchObject({ adapter: 'longshore' });
    expect([...(await world.calls('far')).keys()]).toEqual(['Name', 'GetPluginInfo']);
  });

  test('other currencies stay apart', async () => {
    await installed({ euros: { prices: { [VOLUME]: 5 }, currency: 'EUR', hasBatch: true } });

    const { stdout } = await cost('projected', STACK, '--output', 'json');

    const { totals } = z.object({ totals: z.array(z.unknown()) }).parse(JSON.parse(stdout));
    expect(totals).toMatchObject([{ currency: 'EUR', monthly: 5 }]);
  });

  test('priority chooses, patterns restrict, and a lower priority is asked only where the higher has none', async () => {
    await installed(
      {
        one: { prices: { [VOLUME]: 1 }, hasBatch: true },
        two: { prices: { '*': 2 }, hasBatch: true },
        three: { prices: { '*': 3 }, hasBatch: true },
      },
      [
        { name: 'one', priority: 10 },
        { name: 'three', patterns: [{ type: 'glob', pattern: 'aws:s3/*' }] },
      ],
    );

    const found = await rows();

    expect(found.get('data')).toMatchObject({ adapter: 'one', monthly: 1 });
    expect(found.get('db')).toMatchObject({ adapter: 'two', monthly: 2 });
    expect(await world.received('two')).not.toContain(VOLUME);
    expect((await world.calls('three')).get('BatchCost')).toBeUndefined();
  });

  test('without routing, all are asked, one price counts, and the others are alternatives', async () => {
    await installed({ b: { prices: { '*': 2 }, hasBatch: true }, a: { prices: { '*': 1 } } });

    const { alternatives, adapter } = (await rows()).get('data') ?? {};

    expect(adapter).toBe('a');
    expect(alternatives?.map((one) => one.adapter)).toEqual(['b', 'longshore']);
  });

  test('--adapter names the only source', async () => {
    await installed({ a: { prices: { [VOLUME]: 1 } }, b: { prices: { '*': 2 } } });

    const ours = await rows('--adapter', 'longshore');
    const only = await rows('--adapter', 'a');
    const missing = await cost('projected', STACK, '--adapter', 'missing');

    expect(ours.get('data')?.adapter).toBe('longshore');
    expect([only.get('data')?.adapter, only.get('db')?.monthly]).toEqual(['a', null]);
    expect(only.get('data')?.alternatives).toBeUndefined();
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain('longshore plugin list');
  });

  test('a routing that is none, and a plugin with one of our names, are named', async () => {
    await installed({ longshore: { prices: { '*': 1 } } });
    const named = await cost('projected', STACK);
    await installed({ a: { prices: { '*': 1 } } }, [{ name: 'a', priority: 'high' }]);
    const wrong = await cost('projected', STACK);

    expect(named.stderr).toContain('plugin longshore is not used');
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('routing.plugins.0.priority'),
    ]);
  });
});

describe('a change', () => {
  const changed = preview([
    step('update', {
      oldState: volume({ size: 10, type: 'gp2' }),
      newState: volume({ size: 10, type: 'gp3' }),
    }),
  ]);
  const Change = z.looseObject({
    before: z.number().nullable(),
    monthly: z.number().nullable(),
    delta: z.number().nullable(),
    deltaReason: z.string().optional(),
  });
  const row = async (): Promise<z.output<typeof Change>> =>
    Change.parse(JSON.parse((await cost('projected', changed, '--output', 'ndjson')).stdout));

  test('that a plugin prices on one side only has an unknown difference, and the reason is told', async () => {
    await installed({ half: { prices: { '*': 7.3 }, skus: ['gp3'], hasBatch: true } });

    const found = await row();

    expect(found).toMatchObject({ adapter: 'half', monthly: 7.3, delta: null });
    expect(found.before).toBeGreaterThan(0);
    expect(found.deltaReason).toBe(
      'two sources do not compare: longshore before the change, half after it',
    );
  });

  test('that a plugin prices on both sides has a difference', async () => {
    await installed({ both: { prices: { '*': 7.3 }, hasBatch: true } });

    expect(await row()).toMatchObject({ before: 7.3, monthly: 7.3, delta: 0 });
  });
});

describe('utilization', () => {
  test('is told to plugins', async () => {
    await installed({ busy: { prices: { '*': 7.3 } } });

    const { exitCode } = await cost('projected', STACK, '--utilization', '0.25');

    expect(exitCode).toBe(0);
    expect(await world.received('busy')).toContain('"utilization_percentage":0.25');
  });
});

describe('actual costs', () => {
  const START = Date.parse('2026-03-01T00:00:00Z') / 1_000;
  const point = (day: number, amount: number, more: object = {}): object => ({
    ...{ timestamp: { seconds: START + day * 86_400 }, cost: amount, source: 'meter' },
    ...more,
  });
  const STATE = {
    version: 3,
    deployment: {
      resources: [
        {
          ...{ urn: urn(VOLUME, 'data'), custom: true, type: VOLUME, id: 'vol-0123456789abcdef0' },
          inputs: { size: 10, type: 'gp3', tags: { team: 'data' } },
          outputs: { arn: 'arn:aws:ec2:us-east-1:111122223333:volume/vol-0123456789abcdef0' },
          created: '2026-03-01T00:00:00Z',
        },
      ],
    },
  };
  const Actual = z.array(
    z.looseObject({ adapter: z.string(), totalCost: z.number().optional(), currency: z.string() }),
  );

  async function actual(...flags: readonly string[]): Promise<z.output<typeof Actual>> {
    const args = ['--from', '2026-03-01', '--to', '2026-03-04', '--output', 'json', ...flags];
    const { stdout } = await cost('actual', STATE, ...args);
    return Actual.parse(JSON.parse(stdout));
  }

  test.each([false, true])('pages are followed to the end (batch: %s)', async (hasBatch) => {
    const points = [point(0, 1), point(1, 2), point(2, 4), point(9, 100)];
    await installed({ meter: { points, pages: 2, hasBatch } });

    expect(await actual('--estimate-confidence')).toMatchObject([
      {
        ...{ adapter: 'meter', totalCost: 7, dailyCosts: [1, 2, 4, 0], currency: 'USD' },
        ...{ breakdown: { meter: 7 }, confidence: 'medium', notes: 'plugin meter 1.0.0' },
      },
    ]);
    const received = await world.received('meter');
    expect(received).toContain('"resource_id":"vol-0123456789abcdef0"');
    for (const text of [
      '"provider":"aws"',
      '"sku":"gp3"',
      '"region":"us-east-1"',
      '"team":"data"',
    ]) {
      expect(received).toContain(text);
    }
  });

  test('pages without end are no cost: the run time is estimated, and the plugin named', async () => {
    await installed({ endless: { points: [point(0, 1)], endless: true } });

    const [first] = await actual();

    expect(first?.adapter).toBe('estimate');
    expect((await world.calls('endless')).get('GetActualCost')).toBe(100);
  });

  test('currencies of charges stay apart', async () => {
    const euros = { focus_record: { billing_currency: 'EUR', billed_cost: 5, effective_cost: 3 } };
    await installed({ meter: { points: [point(0, 1), point(1, 9, euros)] } });

    expect(await actual()).toMatchObject([
      { currency: 'EUR', totalCost: 3 },
      { currency: 'USD', totalCost: 1 },
    ]);
  });

  test('--adapter names the only source', async () => {
    await installed({ meter: { points: [point(0, 1)] } });

    expect((await actual('--adapter', 'meter'))[0]).toMatchObject({ adapter: 'meter' });
    expect((await actual('--adapter', 'estimate'))[0]).toMatchObject({ adapter: 'estimate' });
    expect((await actual('--adapter', 'longshore'))[0]).toMatchObject({ adapter: 'none' });
  });
});
