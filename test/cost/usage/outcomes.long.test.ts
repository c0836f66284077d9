import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/cost/usage/usage-days.ts';
import { LIST, UsageWorld } from './collect-world.ts';

let world: UsageWorld;
beforeAll(async () => {
  world = await UsageWorld.create();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const PAID = 'select sum(requests) as calls, sum(amount) * 100000 as metrics from paid_calls';
const STORED = `select count(*) as metrics from (select distinct account, region, kind, id, name, series from usage)`;

/** One after the other: each begins with what those before it have stored. */
describe('longshore cost usage', () => {
  test('says what it would read, and pays nothing', async () => {
    const { exitCode, stdout } = await world.usage(['--dry-run'], { LONGSHORE_SPEND_CAP_USD: '0' });

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^CloudWatch: \d+ metrics in 8 calls, in 4 accounts and regions \(0\.00\d+ USD\)\./,
    );
    expect(world.calls).toBe(0);
    expect(world.world.sandbox.calls()[LIST]).toBeUndefined();
  });

  test('reads the regions of the settings only', async () => {
    const { stdout } = await world.usage(['--dry-run'], { AWS_REGIONS: 'us-east-1' });

    expect(stdout).toMatch(/^CloudWatch: \d+ metrics in 4 calls, in 2 accounts and regions /);
  });

  test('pays nothing without a cap', async () => {
    const { exitCode, stderr } = await world.usage([], { LONGSHORE_SPEND_CAP_USD: '0' });

    expect(exitCode).toBe(2);
    expect(stderr).toContain('LONGSHORE_SPEND_CAP_USD=1');
    expect(world.calls).toBe(0);
  });

  test('names the kinds that it knows', async () => {
    const { exitCode, stderr } = await world.usage(['--kinds', 'AWS::EC2::VPC']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('AWS::EC2::Instance');
  });

  test('stops at the cap, and goes on where it stopped: nothing is paid twice', async () => {
    const stopped = await world.usage([], { LONGSHORE_SPEND_CAP_USD: '0.0012' });
    const [before] = await world.query(PAID);
    const rest = await world.usage();
    const [paid] = await world.query(PAID);
    const [stored] = await world.query(STORED);

    expect(stopped.exitCode).toBe(3);
    expect(stopped.stdout).toContain('spend cap');
    expect(stopped.stdout).toContain('raise LONGSHORE_SPEND_CAP_USD');
    expect(Number(before?.['metrics'])).toBeLessThanOrEqual(120);
    expect(Number(before?.['metrics'])).toBeGreaterThan(0);
    expect(rest.exitCode).toBe(0);
    expect(paid).toEqual({ calls: world.calls, metrics: String(stored?.['metrics']) });
  });

  test('has every hour of the window, as CloudWatch has it', async () => {
    const rows = await world.query(
      `select kind, count(*) as days, count(distinct day) as distinct_days, count(distinct (account, region, id, name, series)) as series,
         min(length(measurements)) as least, max(length(measurements)) as most from usage group by kind order by kind`,
    );

    for (const { days, series } of rows) expect(days).toBe(Number(series) * 14);
    expect(
      rows.map(({ kind, distinct_days, least, most }) => [kind, distinct_days, least, most]),
    ).toEqual([
      ['AWS::EC2::Instance', 14, 24, 24],
      ['AWS::EC2::Volume', 14, 24, 24],
      ['AWS::Lambda::Function', 14, 24, 24],
      ['AWS::RDS::DBInstance', 14, 24, 24],
      ['AWS::S3::Bucket', 14, 1, 1],
    ]);
  });

  test('measures what is billed', async () => {
    // The bill of the last two days is not complete, at any hour of the day.
    const rows = await world.query(
      `select account, id, sum(sum) as invocations, min(day) as first, max(day) as last from usage
       where name = 'invocations' and day <= (select max(day) from usage) - interval '2 days' group by 1, 2 having sum(points) > 0 order by 1, 2`,
    );

    expect(rows.length).toBeGreaterThan(0);
    for (const { account, id, invocations, first, last } of rows) {
      const billed = world.world.sandbox.truth.total({
        from: String(first).slice(0, 10),
        to: new Date(Date.parse(String(last)) + DAY_MS).toISOString().slice(0, 10),
        basis: 'quantity',
        accountIds: [String(account)],
        where: ({ resource, product: { usageType } }) =>
          resource?.id.endsWith(`:${String(id)}`) === true && usageType.includes('Request'),
      });
      expect(String(invocations)).toBe(billed);
    }
  });

  test('reads nothing before the next day', async () => {
    const before = world.calls;

    const { exitCode, stdout } = await world.usage();

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Nothing is to be read');
    expect(world.calls).toBe(before);
  });
});
