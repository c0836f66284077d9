import { afterAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ambientKeys } from '../../sandbox/clients.ts';
import { ledgerSandbox, Clock } from '../../sandbox/ledger/world.ts';
import { BillWorld } from './bill-world.ts';

// Commands have the machine's clock: the simulated bill ends today.
const sandbox = await ledgerSandbox(new Clock(new Date().toISOString()));
const world = await BillWorld.create();
afterAll(async () => {
  await sandbox.close();
  await world[Symbol.asyncDispose]();
});

const { accessKeyId, secretAccessKey } = ambientKeys(sandbox);
const AWS = {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_ENDPOINT_URL: sandbox.endpoint,
  AWS_REGION: 'us-east-1',
};
const PAID = { ...AWS, LONGSHORE_SPEND_CAP_USD: '2' };
const MONTH = monthBefore(new Date());

function monthBefore(time: Date): string {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 0)).toISOString().slice(0, 7);
}

test('collects the bill, and shows it', async () => {
  const collect = ['cost', 'collect', '--from', MONTH, '--to', MONTH];
  const dry = await world.run([...collect, '--dry-run'], AWS);
  const before = await world.run(['cost', 'show'], AWS);
  const first = await world.run(collect, AWS);
  const second = await world.run(collect, AWS);
  const { totals, sources } = await world.show([]);

  expect(dry).toMatchObject({ exitCode: 0 });
  expect(dry.stdout).toContain(`Export focus-1-2 (focus-1.2): ${MONTH}, 0 paid requests`);
  expect(dry.stdout).toContain('Budgets of 210000000000: 0 paid requests');
  expect(dry.stdout).toContain('Not asked for, because each request is paid');
  expect(before.exitCode).toBe(2);
  expect(before.stderr).toContain('fix: run longshore cost collect, or longshore cost import FILE');
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toMatch(new RegExp(`${MONTH} +focus-1.2 focus-1-2 +complete`));
  expect(second.stdout).toMatch(new RegExp(`${MONTH} +focus-1.2 focus-1-2 +(?:final|unchanged)`));
  expect(first.stdout).toMatch(/Budgets +1 +– +complete +2\n/);
  expect(first.stdout).toMatch(/Compute Optimizer +1 +\d+ +complete +\d+\n/);
  expect(second.stdout).toMatch(/Cost Optimization Hub +1 +– +unchanged +–/);
  expect(second.stdout).toContain('0 paid requests (0.00 USD).');
  expect(sources).toMatchObject([{ source: 'focus-1.2', period: MONTH }]);
  const until = new Date(Date.parse(`${MONTH}-01`));
  until.setUTCMonth(until.getUTCMonth() + 1);
  const bill = sandbox.truth.total({
    ...{ from: `${MONTH}-01`, to: until.toISOString().slice(0, 10) },
  });
  expect(Number(totals[0]?.total)).toBeCloseTo(Number(bill), 2);
});

test('without enrollments the outcome says how to enroll, and the exit code is 3', async () => {
  const ledger = { computeOptimizer: false, optimizationHub: false } as const;
  const without = await ledgerSandbox(new Clock(new Date().toISOString()), { ledger });
  const { exitCode, stdout } = await world.run(
    ['cost', 'collect', '--sources', 'compute-optimizer,cost-optimization-hub', '--again'],
    { ...AWS, AWS_ENDPOINT_URL: without.endpoint },
  );
  await without.close();

  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/Compute Optimizer +1 +– +not enabled +–/);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('aws cost-optimization-hub update-enrollment-status --status Active');
}); // prettier-ignore

test.each([
  [['--sources', 'invoice'], /"invoice" is not known/],
  [['--from', '2026-13'], /is not a date/],
  [['--from', '2026-10', '--to', '2026-09'], /before/],
])('%j is rejected', async (args, problem) => {
  const { exitCode, stderr } = await world.run(['cost', 'collect', ...args], AWS);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(problem);
});

test.each([
  ['{"name": "focus"}', /must be a list of exports/],
  ['[{"name": "a/b", "bucket": "bills", "region": "us-east-1"}]', /name of the export/],
  ['[{"name": "a", "bucket":', /must be a list of exports/],
  ['[{"name": "a", "bucket": "bills", "region": "us-east-1", "colour": 1}]', /key: "colour"/],
])('LONGSHORE_COST_EXPORTS=%s is rejected', async (LONGSHORE_COST_EXPORTS, problem) => {
  const env = { ...AWS, LONGSHORE_COST_EXPORTS };
  const { exitCode, stderr } = await world.run(['cost', 'collect', '--dry-run'], env);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(problem);
});

test('an export in YAML that is denied ends as incomplete', async () => {
  const LONGSHORE_COST_EXPORTS = '- {name: focus-1-2, bucket: not-there, region: us-east-1}';
  const { exitCode, stdout } = await world.run(['cost', 'collect'], {
    ...{ ...AWS, LONGSHORE_COST_EXPORTS },
  });

  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/Fix: /);
});

test.each([
  ['2026-13', /"2026-13" is not a month/],
  ['next', /"next" is not a month/],
  ['2999-01', /2999-01 is in the future/],
  ['2020-01', /no longer has 2020-01/],
])('commitments of %s are not asked for', async (month, problem) => {
  const before = sandbox.calls();

  const { exitCode, stderr } = await world.run(['cost', 'commitments', '--month', month], PAID);

  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(problem)]);
  expect(stderr).toContain('fix: ');
  expect(sandbox.calls()).toEqual(before);
});

const Commitments = z.object({
  reports: z.array(
    z.looseObject({
      commitments: z.array(
        z.looseObject({ type: z.string(), id: z.string(), endsAt: z.string(), utilizationPercent: z.string() }),
      ),
      coveragePercent: z.object({ savingsPlans: z.string(), reservations: z.string() }),
    }),
  ),
  paid: z.object({ requests: z.number(), usd: z.string() }),
}); // prettier-ignore

test('commitments are not begun when the limit does not allow all requests', async () => {
  await using fresh = await BillWorld.create();
  const paid = (): object =>
    Object.fromEntries(Object.entries(sandbox.calls()).filter(([name]) => name.startsWith('ce:')));
  const before = paid();

  const { exitCode, stderr } = await fresh.run(['cost', 'commitments', '--month', MONTH], {
    ...{ ...AWS, LONGSHORE_SPEND_CAP_USD: '0.03' },
  });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/needs 4 paid requests, and 0\.03 USD are left this month/);
  expect(stderr).toContain('raise LONGSHORE_SPEND_CAP_USD');
  expect(paid()).toEqual(before);
});

test('commitments are read once, within the cap, and stored', async () => {
  const command = ['cost', 'commitments', '--month', MONTH];
  const unpaid = await world.run(command, AWS);
  const first = await world.run([...command, '--output', 'json'], PAID);
  const second = await world.run(command, PAID);
  const stored = await world.run([...command, '--output', 'json'], AWS);

  expect(unpaid.exitCode).toBe(2);
  expect(unpaid.stderr).toContain('LONGSHORE_SPEND_CAP_USD=1');
  const { reports, paid } = Commitments.parse(JSON.parse(first.stdout));
  expect(paid).toEqual({ requests: 4, usd: '0.04' });
  const known = sandbox.truth.commitments.map(({ arn, id, type, end }) => ({
    ...{ type, id: type === 'savings-plan' ? arn : id, endsAt: new Date(end).toISOString() },
  }));
  const found = reports[0]?.commitments.map(({ type, id, endsAt }) => ({ type, id, endsAt }));
  expect(found).toEqual(expect.arrayContaining(known));
  expect(second.stdout).toContain('0 paid requests');
  expect(second.stdout).toMatch(/Savings Plan +COMPUTE_SP/);
  expect(Commitments.parse(JSON.parse(stored.stdout)).reports).toEqual(reports);
});
