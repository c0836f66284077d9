import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decimal, roundedText } from '../../../src/cost/money/decimal.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startProcess } from '../../helpers/command.ts';
import { Clock, ledgerSandbox } from '../../sandbox/ledger/world.ts';
import { BillWorld } from './bill-world.ts';

const CRASH = fileURLToPath(new URL('collect-crash.ts', import.meta.url));
const KILLS = Number(process.env['LONGSHORE_TEST_KILLS'] ?? 3);
/** Longest time from a stored collection to the kill, in milliseconds: the next one takes less. */
const LONGEST_MS = 2_500;
const NOW = new Date();
/** The current month comes from an export, the one before from Cost Explorer. */
const MONTHS = [monthAt(-1), monthAt(0)] as const;

let sandbox: Sandbox;
let world: BillWorld;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  // Processes have the machine's clock: the simulated bill ends today.
  sandbox = await ledgerSandbox(new Clock(NOW.toISOString()), {
    ledger: {
      exports: [{ name: 'focus', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 1 }],
    },
  });
  world = await BillWorld.create();
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = sandbox.environment;
  env = {
    ...{ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION: 'us-east-1' },
    AWS_ENDPOINT_URL: sandbox.endpoint,
    LONGSHORE_SPEND_CAP_USD: '9999',
  };
});
afterAll(async () => {
  await sandbox.close();
  await world[Symbol.asyncDispose]();
});

function monthAt(offset: number): string {
  const time = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() + offset, 1));
  return time.toISOString().slice(0, 'YYYY-MM'.length);
}

/** By period: how many sources and collections its charges are from, and what they cost. */
async function stored(): Promise<unknown> {
  const rows = (await world.query(
    `select source_period as period, count(distinct source) as sources,
       count(distinct collected_at) as collections, sum(BilledCost) as cost
     from charges group by 1 order by 1`,
  )) as readonly { readonly cost: string }[];
  return rows.map((row) => ({ ...row, cost: roundedText(decimal(row.cost), 2) }));
}

/** What it is when each period was collected whole, once. */
function whole(): unknown {
  return MONTHS.map((period) => {
    const [year = 0, month = 0] = period.split('-').map(Number);
    const to = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 'YYYY-MM-DD'.length);
    const cost = sandbox.truth.total({ from: `${period}-01`, to });
    return { period, sources: 1, collections: 1, cost: roundedText(decimal(cost), 2) };
  });
}

test(
  `a collection that is killed ${KILLS} times leaves whole periods, and the next one completes`,
  async () => {
    const downloads = path.join(world.folder, '.longshore', 'downloads');
    let remains = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', CRASH, world.folder, MONTHS[0]], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', ...env, NODE_OPTIONS: '' },
      });
      await once(child.stdout, 'data');
      await sleep(Math.random() * LONGEST_MS);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      remains += (await readdir(downloads)).length;

      expect(await stored()).toEqual(whole());
    }
    const collect = ['cost', 'collect', '--from', MONTHS[0], '--again'];
    const { exitCode, stderr } = await world.run(collect, env);

    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Cost Explorer of')]);
    expect(await stored()).toEqual(whole());
    expect(remains).toBeGreaterThan(0); // otherwise no kill was in the middle
    expect(await readdir(downloads)).toEqual([]);
    const [paid] = await world.query('select sum(requests) as requests from paid_calls');
    const asked = sandbox.calls()['ce:GetCostAndUsage'] ?? 0;
    expect(Number((paid as { requests: unknown }).requests)).toBeGreaterThanOrEqual(asked);
  },
  60_000 + KILLS * 30_000,
);

test('of two processes that collect at once, one collects, and the other says why not', async () => {
  const state = path.join(world.folder, '.longshore');
  const args = ['cost', 'collect', '--from', MONTHS[0], '--again', '--state', state];
  const before = sandbox.calls()['ce:GetCostAndUsage'] ?? 0;
  await world.must(args, env);
  const forOne = (sandbox.calls()['ce:GetCostAndUsage'] ?? 0) - before;

  const both = [startProcess(args, { env }), startProcess(args, { env })];
  const codes = await Promise.all(both.map(({ ended }) => ended));

  expect(codes).toContain(0);
  for (const [index, { said }] of both.entries()) {
    if (codes[index] !== 0) expect(said.stderr).toContain('is in use by process');
  }
  const completed = codes.filter((code) => code === 0).length;
  expect((sandbox.calls()['ce:GetCostAndUsage'] ?? 0) - before).toBe(forOne * (1 + completed));
  expect(await stored()).toEqual(whole());
});
