import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProcess, type LongshoreProcess } from '../../../helpers/command.ts';
import { generatedPython, type GeneratedPython } from './generated-python.ts';

const CLIENT = fileURLToPath(new URL('python/client.py', import.meta.url));

let world: GeneratedPython;
let plugin: LongshoreProcess;
let port: string;

beforeAll(async () => {
  world = await generatedPython();
  const listening = new Promise<void>((resolve) => {
    plugin = startProcess(
      ['plugin', 'serve', '--prices', 'demo/prices.ndjson.gz', '--state', '/nonexistent/state'],
      {
        onOutput: () => {
          resolve();
        },
      },
    );
  });
  await Promise.race([listening, plugin.ended]);
  port = /^PORT=(\d+)\n$/.exec(plugin.said.stdout)?.[1] ?? plugin.said.stderr;
}, 300_000);
afterAll(async () => {
  plugin.kill('SIGKILL');
  await plugin.ended;
  await world[Symbol.asyncDispose]();
});

async function asked(question: string): Promise<unknown> {
  const told = { generated: world.generated, port, pid: plugin.pid, ask: question };
  const { stdout } = await promisify(execFile)(world.python, [CLIENT, JSON.stringify(told)]);
  return JSON.parse(stdout);
}

test('a client of another implementation gets names, costs, errors, health and reflection', async () => {
  expect(await asked('everything')).toMatchObject({
    ...{ name: 'longshore', old_name: 'longshore', supports: true, batch: 1_000 },
    monthly: [expect.closeTo(8.8, 6), 'USD'],
    refused: ['NOT_FOUND', expect.stringContaining('has no cost model'), true],
    health: 'SERVING',
    reflection: {
      services: ['finfocus.v1.CostSourceService', 'pulumicost.v1.CostSourceService'],
      methods: expect.arrayContaining(['BatchCost', 'GetProjectedCost', 'GetRecommendations']),
      batch: ['resources', 'query_type', 'start', 'end', 'dry_run'],
    },
  });
}, 120_000);

test('SIGTERM ends it after the calls in flight are answered, with nothing else on stdout', async () => {
  expect(await asked('stopped')).toEqual([1_000, 1_000, 1_000]);

  expect([0, 143]).toContain(await plugin.ended);
  expect(plugin.said.stdout).toBe(`PORT=${port}\n`);
}, 120_000);
