import { expect, test } from '@jest/globals';
import { ReachableMonths } from '../../../src/host/http/cost/jobs/out-of-reach.ts';
import type { JobRequest } from '../../../src/host/http/cost/jobs/job.ts';

const { signal } = new AbortController();
const asked: unknown[] = [];

/** In November 2026, Cost Explorer has 2025-10 and later months. */
function reachable(months: () => readonly string[]): ReachableMonths {
  asked.length = 0;
  return new ReachableMonths({
    monthsOutOfReach(request) {
      asked.push(request);
      return Promise.resolve().then(months);
    },
    timeoutMs: 1_000,
    now: () => Date.parse('2026-11-22T12:00:00Z'),
  });
}

const wanted = (change: Partial<JobRequest>): JobRequest => ({ is_refresh: false, ...change });

test.each([[{}], [{ start_date: '2025-10-01' }], [{ end_date: '2025-10-31' }]])(
  'AWS is not asked about months that Cost Explorer has: %j',
  async (change) => {
    await reachable(() => ['2025-10']).check(wanted(change), signal);

    expect(asked).toEqual([]);
  },
);

test('an older month may be in an export', async () => {
  const range = { start_date: '2024-01-15', end_date: '2024-02-10' };
  await reachable(() => []).check(wanted(range), signal);

  expect(asked).toEqual([{ from: '2024-01', to: '2024-02' }]);
});

test.each([
  ['start_date', { start_date: '2025-09-30' }],
  ['end_date', { end_date: '2025-09-30' }],
])('a month that no source has is refused, naming %s', async (field, change) => {
  const check = reachable(() => ['2025-09']).check(wanted(change), signal);

  await expect(check).rejects.toMatchObject({
    problem: 'invalid-field',
    field,
    message: `${field}: 2025-09 cannot be read: Cost Explorer has 14 months, and no export has them; ask for a later start, or define an export of the bill`,
  });
});

test('what cannot be looked up is left to the job, which says why', async () => {
  const denied = reachable(() => {
    throw new Error('no credentials');
  });

  await denied.check(wanted({ start_date: '2024-01-01' }), signal);

  expect(asked).toHaveLength(1);
});
