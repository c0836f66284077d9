import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CollectReport } from '../../../src/app/cost/collect/collect-report.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import {
  CollectionJobs,
  type CollectionJobsOptions,
} from '../../../src/host/http/cost/jobs/collection-jobs.ts';
import { hasEnded, type JobRequest } from '../../../src/host/http/cost/jobs/job.ts';
import type { BillRequest, CollectionWatch } from '../../../src/host/store/bill-watch.ts';
import { until } from '../served-host.ts';

const REPORT: CollectReport = {
  isDryRun: false,
  plan: { exports: [], explorer: [], advice: [], notes: [], outOfReach: [] },
  scopes: [],
  paid: { requests: 0, usd: '0' },
};
const PERIOD = { source: 'cost-explorer', name: 'Cost Explorer', account: '210000000000' } as const;

/** A collection that the test leads. */
interface Led {
  readonly request: BillRequest;
  readonly watch: CollectionWatch;
  end(report?: CollectReport): void;
  fail(error: Error): void;
}

let folder: string;
let led: Led[];
let spent: string;
const warnings: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-jobs-'));
  led = [];
  spent = '0';
});
afterEach(() => rm(folder, { recursive: true }));

function options(): CollectionJobsOptions {
  return {
    folder,
    collect: (request, watch, signal) =>
      new Promise((resolve, reject) => {
        led.push({
          ...{ request, watch, fail: reject },
          end: (report = REPORT) => {
            resolve(report);
          },
        });
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
    spentSince: () => Promise.resolve(spent),
    now: () => Date.parse('2026-11-22T12:00:00Z'),
    logger: {
      info: () => undefined,
      warn: (_: unknown, text?: string) => void warnings.push(text ?? ''),
    },
  };
}

function wanted(change: Partial<JobRequest> = {}): JobRequest {
  return { start_date: '2026-10-01', end_date: '2026-10-31', is_refresh: false, ...change };
}

test('a job is queued, runs and ends; what happens is in it', async () => {
  await using jobs = await CollectionJobs.open(options());
  const { job } = await jobs.request(wanted({ regions: ['eu-west-1'] }));
  const queued = jobs.find(job.state.job_id);
  const [one] = led;
  one?.watch.onStart?.();
  const explorer = {
    ...{ ...PERIOD, months: ['2026-10'], requests: 2, isExact: false, usd: '0.02', waitMinutes: 0 },
  };
  one?.watch.onPlan?.({ ...REPORT.plan, explorer: [explorer], notes: ['a note'] });
  one?.watch.onStep?.('Reading');
  const running = jobs.find(job.state.job_id);
  one?.watch.onExplorerPlan?.({ ...explorer, requests: 4, isExact: true, usd: '0.04' });
  const paid = { service: 'ce', operation: 'GetCostAndUsage', requests: 1, currency: 'USD' };
  one?.watch.onPaid?.({ ...paid, at: 0, amount: decimal('0.01'), purpose: 'bill' });
  one?.watch.onScope?.({
    ...PERIOD,
    period: '2026-10',
    outcome: 'denied',
    reason: 'no',
    remedy: 'allow it',
  });
  const scope = { ...PERIOD, period: '2026-10', outcome: 'denied' as const };
  one?.end({ ...REPORT, scopes: [scope] });
  await job.ended;

  expect(one?.request).toMatchObject({ from: '2026-10', to: '2026-10', isAgain: false });
  expect(queued).toMatchObject({ status: 'queued', estimate: null, started_at: null });
  expect(running).toMatchObject({
    status: 'running',
    estimate: { calls: 2, usd: '0.02', is_exact: false },
    progress: { step: 'Reading', scopes_done: 0, scopes_planned: 1 },
    notes: [expect.stringContaining('collected whole'), 'a note'],
  });
  expect(jobs.find(job.state.job_id)).toMatchObject({
    status: 'incomplete',
    estimate: { calls: 4, usd: '0.04', is_exact: true },
    progress: { step: null, scopes_done: 1 },
    api_spend_usd: '0.01',
    errors: [{ detail: 'no', remedy: 'allow it', period: '2026-10' }],
    finished_at: '2026-11-22T12:00:00.000Z',
  });
});

test('advice counts in the estimate and in the progress; what an account does not use is no error', async () => {
  await using jobs = await CollectionJobs.open(options());
  const { job } = await jobs.request(wanted());
  const watch = led[0]?.watch;
  const account = '210000000000';
  const asked = { accounts: [account], usd: '0', requests: 0 };
  watch?.onPlan?.({
    ...REPORT.plan,
    advice: [
      { ...asked, source: 'compute-optimizer', name: 'Compute Optimizer' },
      { ...asked, source: 'anomalies', name: 'Anomalies', requests: 2, usd: '0.02' },
    ],
  });
  const optimizer = { source: 'compute-optimizer', name: 'Compute Optimizer', account };
  const read = { ...optimizer, period: undefined, outcome: 'complete' as const, items: 3 };
  for (const region of ['eu-west-1', 'us-east-1']) watch?.onScope?.({ ...read, region });
  const unused = {
    outcome: 'not-enabled' as const,
    reason: 'no monitors',
    isUnused: true as const,
  };
  const anomalies = { source: 'anomalies', name: 'Anomalies', account, period: undefined };
  watch?.onScope?.({ ...anomalies, ...unused });
  led[0]?.end();
  await job.ended;

  expect(job.state).toMatchObject({
    status: 'complete',
    estimate: { calls: 2, usd: '0.02', is_exact: false },
    progress: { scopes_done: 2, scopes_planned: 2 },
    scopes: [
      { region: 'eu-west-1', items: 3 },
      { region: 'us-east-1', items: 3 },
      { outcome: 'not-enabled', reason: 'no monitors' },
    ],
    errors: [],
  });
});

test('the same request joins the job until it has ended; another one does not', async () => {
  await using jobs = await CollectionJobs.open(options());
  const [first, same] = await Promise.all([jobs.request(wanted()), jobs.request(wanted())]);
  const other = await jobs.request(wanted({ is_refresh: true }));
  led[0]?.end();
  await first.job.ended;
  const later = await jobs.request(wanted());

  expect(same.job).toBe(first.job);
  expect([first, same, other, later].map(({ isJoined }) => isJoined)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(new Set([first, other, later].map(({ job }) => job.state.job_id)).size).toBe(3);
  expect(led).toHaveLength(3);
});

test('a failure is in the job, with the fix', async () => {
  await using jobs = await CollectionJobs.open(options());
  const { job } = await jobs.request(wanted());
  expect(() =>
    led[0]?.watch.onPlan?.({ ...REPORT.plan, outOfReach: ['2025-01', '2025-02'] }),
  ).toThrow(/start_date: 2025-01 to 2025-02 cannot be read/);
  led[0]?.fail(new Error('no credentials'));
  await job.ended;

  expect(job.state).toMatchObject({ status: 'failed', errors: [{ detail: 'no credentials' }] });
});

test('more than ten open jobs are refused', async () => {
  await using jobs = await CollectionJobs.open(options());
  for (let day = 1; day <= 10; day += 1) {
    await jobs.request(wanted({ end_date: `2026-10-${String(day).padStart(2, '0')}` }));
  }

  await expect(jobs.request(wanted())).rejects.toThrow(/10 collections are waiting/);
});

test('after a restart, ended jobs are as they were, and open ones say why they ended', async () => {
  const killed = await CollectionJobs.open(options()); // never disposed, as after a kill
  const { job: done } = await killed.request(wanted());
  led[0]?.end();
  await done.ended;
  const { job: running } = await killed.request(wanted({ accounts: ['210000000000'] }));
  led[1]?.watch.onStart?.();
  led[1]?.watch.onPlan?.(REPORT.plan);
  const { job: queued } = await killed.request(wanted({ is_refresh: true }));
  await until(async () =>
    (await readFile(path.join(folder, 'collection-jobs.json'), 'utf8')).includes('"running"'),
  );
  spent = '0.07';

  await using jobs = await CollectionJobs.open(options());

  const found = (id: string) => jobs.find(id);
  expect(found(done.state.job_id)).toEqual(done.state);
  expect(found(running.state.job_id)).toMatchObject({
    status: 'incomplete',
    api_spend_usd: '0.07',
    errors: [
      {
        detail: expect.stringContaining('the host ended while it ran'),
        remedy: 'send the request again',
      },
    ],
  });
  expect(found(queued.state.job_id)).toMatchObject({
    status: 'failed',
    errors: [{ detail: 'the host ended before it began' }],
  });
  expect(led).toHaveLength(3); // they do not start again by themselves
});

test('a stop ends open jobs, and their record says so', async () => {
  const stopped = await CollectionJobs.open(options());
  const { job } = await stopped.request(wanted());
  await turn();
  await stopped[Symbol.asyncDispose]();
  await using jobs = await CollectionJobs.open(options());

  expect(hasEnded(job.state)).toBe(true);
  expect(jobs.find(job.state.job_id)).toMatchObject({
    status: 'cancelled',
    errors: [{ detail: expect.stringContaining('was stopped') }],
  });
});

test('a damaged record is put aside, and new jobs are recorded', async () => {
  await writeFile(path.join(folder, 'collection-jobs.json'), '{"version":1,"jobs":[{');
  await using jobs = await CollectionJobs.open(options());
  await jobs.request(wanted());

  expect(warnings).toContain('the record of collections was damaged');
  expect(await readFile(path.join(folder, 'collection-jobs.json.damaged'), 'utf8')).toContain(
    '{"version"',
  );
  expect(await readFile(path.join(folder, 'collection-jobs.json'), 'utf8')).toContain('"queued"');
});
