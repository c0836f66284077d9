import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decimal, roundedText } from '../../../src/cost/money/decimal.ts';
import { longshore, startProcess, type CommandResult } from '../../helpers/command.ts';
import { HostWorld } from '../../host/host-world.ts';
import { until, type ServedHost } from '../../host/served-host.ts';
import { ESTATE } from '../../sandbox/ledger/world.ts';
import { BillWorld, focusRow, Shown } from './bill-world.ts';

const NOW = new Date();
const MONTH = NOW.toISOString().slice(0, 'YYYY-MM'.length);
const LAST_MONTH = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth(), 0))
  .toISOString()
  .slice(0, 'YYYY-MM'.length);
const THIS_MONTH = ['--from', MONTH, '--to', MONTH];
const STORE = {
  LONGSHORE_STORE: 'duckdb',
  OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
  LONGSHORE_SPEND_CAP_USD: '5',
  LONGSHORE_COST_SOURCES: 'focus-1.2,cost-explorer',
};
const EVERY_SECOND = { AWS_COLLECTION_SCHEDULE: '* * * * * *' };
const STOPS_WITHIN_MS = 8_000;

let world: HostWorld;
beforeEach(async () => {
  const { accounts, usedRegions, today, ...kinds } = ESTATE;
  world = await HostWorld.create({
    kinds: ['AWS::SQS::Queue'],
    estate: { ...kinds, accounts, usedRegions, today },
    sandbox: {
      now: () => NOW,
      ledger: {
        exports: [{ name: 'focus', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 1 }],
      },
    },
  });
});
afterEach(() => world[Symbol.asyncDispose]());

/** A command beside the host, with its state folder. */
function command(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return longshore(args, { env: { ...world.env, ...env } });
}

function paidRequests(): number {
  return world.sandbox.calls()['ce:GetCostAndUsage'] ?? 0;
}

/** What this month costs, by the ledger. */
function truth(): string {
  const to = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() + 1, 1));
  return inCents(world.sandbox.truth.total({ from: `${MONTH}-01`, to: to.toISOString().slice(0, 10) })); // prettier-ignore
}

function inCents(amount: string): string {
  return roundedText(decimal(amount), 2);
}

async function shownTotal(): Promise<string> {
  const { stdout } = await command(['cost', 'show', ...THIS_MONTH, '--output', 'json']);
  return inCents(Shown.parse(JSON.parse(stdout)).totals[0]?.total ?? '0');
}

function downloads(): Promise<readonly string[]> {
  return readdir(path.join(world.stateDirectory, 'downloads')).catch(() => []);
}

async function stopped(host: ServedHost): Promise<{ code: number | null; isSoon: boolean }> {
  const begun = performance.now();
  const code = await host.stop();
  return { code, isSoon: performance.now() - begun < STOPS_WITHIN_MS };
}

test('serve collects on schedule, one collection at a time, and answers commands meanwhile', async () => {
  world.sandbox.setFaults([{ type: 'slow', service: 's3', milliseconds: 600 }]);
  await using host = world.spawn({ ...STORE, ...EVERY_SECOND });

  const { outcomes, paidUsd } = await host.says('bill collected');
  await host.says('bill not collected: the last collection is still running');
  const paid = paidRequests();
  const collected = await command(['cost', 'collect']);
  const exported = path.join(world.folder, 'bill.parquet');
  const written = await command(['cost', 'export', exported, ...THIS_MONTH]);

  expect(outcomes).toEqual({ complete: 2 });
  expect(Number(paidUsd)).toBeCloseTo(paid / 100);
  expect(collected.exitCode).toBe(0);
  expect(collected.stdout).toMatch(new RegExp(`${MONTH} +focus-1.2 focus +unchanged`));
  expect(collected.stdout).toContain('0 paid requests (0.00 USD).');
  expect(written.stdout).toContain(`written: ${exported}`);
  expect(await shownTotal()).toBe(truth());
  expect(paidRequests()).toBe(paid);
  expect(host.stderr).not.toContain('Warning');
  expect(await stopped(host)).toEqual({ code: 0, isSoon: true });
  expect(await downloads()).toEqual([]);
});

test('serve imports, and reads commitments, within its own cap', async () => {
  await using host = world.spawn(STORE);
  await host.says('store opened');
  await using bill = await BillWorld.create();
  const file = await bill.csv('other.csv', [focusRow({ BillingAccountId: '210000000077' })]);
  const month = ['--month', LAST_MONTH];

  const imported = await command(['cost', 'import', file]);
  const first = await command(['cost', 'commitments', ...month]);
  const second = await command(['cost', 'commitments', ...month, '--output', 'json']);
  const future = await command(['cost', 'commitments', '--month', '2999-01']);
  const unknown = await command(['cost', 'import', file, file.replace('other', 'none')]);

  expect(imported.stdout).toContain('Imported 1 charge of 1 billing period');
  expect(first.stderr).toBe('');
  expect(first.stdout).toMatch(/Savings Plan +COMPUTE_SP/);
  expect(first.stdout).toContain('4 paid requests (0.04 USD).');
  expect(first.stdout.replaceAll('\n', ' ')).toMatch(/read at \d{4}-/);
  expect(JSON.parse(second.stdout)).toMatchObject({ paid: { requests: 0, usd: '0' } });
  expect([future.exitCode, future.stderr]).toEqual([2, expect.stringContaining('in the future')]);
  expect(unknown.exitCode).toBe(1);
  expect(await stopped(host)).toEqual({ code: 0, isSoon: true });
});

test('without a cap, serve gives what it has, and says how to get more', async () => {
  await using host = world.spawn({ ...STORE, LONGSHORE_SPEND_CAP_USD: '0' });
  await host.says('store opened');

  const { exitCode, stderr } = await command(['cost', 'commitments', '--month', LAST_MONTH]);

  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('LONGSHORE_SPEND_CAP_USD=1')]);
});

test('of requests at once, each month is paid once', async () => {
  await using host = world.spawn(STORE);
  await host.says('store opened');
  const processes = [1, 2].map(() => startProcess(['cost', 'collect'], { env: world.env }));

  const codes = await Promise.all(processes.map(({ ended }) => ended));
  const paid = paidRequests();
  await command(['cost', 'collect']);

  expect(codes).toEqual([0, 0]);
  const texts = processes.map(({ said }) => said.stdout).sort();
  const complete = texts.filter((text) => /focus +complete/.test(text));
  const unchanged = texts.filter((text) => /focus +unchanged/.test(text));
  expect([complete.length, unchanged.length]).toEqual([1, 1]);
  expect(complete[0]).toContain(`${paid} paid requests`);
  expect(unchanged[0]).toContain('0 paid requests');
  expect(paidRequests()).toBe(paid);
  expect(await shownTotal()).toBe(truth());
});

test('a stop during a scheduled collection ends it soon, and cleans up', async () => {
  world.sandbox.setFaults([{ type: 'hang', service: 's3', operation: 'GetObject' }]);
  await using host = world.spawn({ ...STORE, ...EVERY_SECOND });
  await until(async () => (await downloads()).length > 0);

  expect(await stopped(host)).toEqual({ code: 0, isSoon: true });
  expect(await downloads()).toEqual([]);
  expect(host.log.map(({ msg }) => msg)).not.toContain('the bill could not be collected');
});

test('a stop during a collection that was asked for ends both, also while the schedule waits', async () => {
  world.sandbox.setFaults([{ type: 'hang', service: 's3', operation: 'GetObject' }]);
  await using host = world.spawn({ ...STORE, AWS_COLLECTION_SCHEDULE: '*/3 * * * * *' });
  await host.says('store opened');
  const asking = startProcess(['cost', 'collect'], { env: world.env });
  await host.says('bill not collected: the last collection is still running');

  expect(await stopped(host)).toEqual({ code: 0, isSoon: true });
  expect(await asking.ended).toBe(1);
  // On a slow machine the command finds the host while it ends, and the file still held.
  expect(asking.said.stderr).toMatch(/longshore serve|is in use by process/);
  expect(asking.said.stderr).toContain('fix: ');
  expect(await downloads()).toEqual([]);
});

test('a failed collection is logged with its fix, and the next one goes on', async () => {
  world.sandbox.setFaults([{ type: 'deny', service: 's3' }]);
  await using host = world.spawn({ ...STORE, ...EVERY_SECOND });

  const { problem, fix } = await host.says('bill collected in part');
  world.sandbox.setFaults([]);
  await host.says('bill collected');

  expect(problem).toMatch(/denied|not authorized/i);
  expect(fix).toContain('s3:');
  expect(await shownTotal()).toBe(truth());
});

test.each([
  [{ ...STORE, AWS_COLLECTION_SCHEDULE: 'every day' }, /AWS_COLLECTION_SCHEDULE: must be a cron/],
  [{ ...STORE, AWS_COLLECTION_SCHEDULE: '0 0 30 2 *' }, /AWS_COLLECTION_SCHEDULE: must be a cron/],
  [{ ...EVERY_SECOND }, /AWS_COLLECTION_SCHEDULE needs a store[^]*fix: set LONGSHORE_STORE/],
])('serve does not start with %j', async (env, problem) => {
  const { exitCode, stderr } = await longshore(['serve'], { env: { ...world.env, ...env } });

  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(problem)]);
});
