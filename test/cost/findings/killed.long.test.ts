import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { spawnLongshore, startProcess } from '../../helpers/command.ts';
import { UsageWorld } from '../usage/collect-world.ts';

const KILLS = 6;
const CAP = { LONGSHORE_SPEND_CAP_USD: '5', LONGSHORE_UNATTACHED_DAYS: '0' };

const Report = z.object({
  findings: z.array(
    z.object({
      ...{ id: z.string(), verdict: z.string(), first_seen: z.string(), state: z.string() },
      monthly_saving: z.string().nullable(),
    }),
  ),
});

let world: UsageWorld;
beforeAll(async () => {
  world = await UsageWorld.create({ seed: 'killed', 'AWS::EC2::Instance': 30 }, { latencyMs: 40 });
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Runs it whole once, then kills it at moments of its second half: the first one loads modules. */
async function killed(args: readonly string[], wholeMs: number): Promise<number> {
  let kills = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const killAfterMs = Math.round(wholeMs * (0.4 + (0.55 * kill) / KILLS));
    const env = { ...world.world.env, ...CAP };
    const { exitCode } = await spawnLongshore(args, { env, killAfterMs });
    if (exitCode === null) kills += 1;
  }
  return kills;
}

/** Kills a collection of usage after so many calls of all. */
async function killedAfter(calls: number): Promise<void> {
  const env = { ...world.world.env, ...CAP };
  const { ended, kill } = startProcess(['cost', 'usage'], { env });
  const timer = setInterval(() => {
    if (world.calls >= calls) kill('SIGKILL');
  }, 1);
  expect(await ended).toBeNull();
  clearInterval(timer);
}

async function timed(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await spawnLongshore(args, { env: { ...world.world.env, ...CAP } });
  return performance.now() - startedAt;
}

async function report(): Promise<z.output<typeof Report>> {
  const args = ['cost', 'findings', '--verdict', 'all', '--all', '--output', 'json'];
  const { stdout } = await world.world.run(args, { env: CAP });
  return Report.parse(JSON.parse(stdout));
}

test('usage that is killed and read again has each day once, and only what was in flight is paid again', async () => {
  for (const calls of [1, 2, 4]) await killedAfter(calls);
  const [before] = await world.query('select count(*) as days from usage');
  const { exitCode } = await world.usage();

  const [stored] = await world.query(
    `select count(*) as days, count(distinct (account, region, id, name, series, day)) as distinct_days,
       count(distinct (account, region, id, name, series)) as series from usage`,
  );
  const [paid] = await world.query('select sum(requests)::bigint as calls from paid_calls');
  expect(Number(before?.['days'])).toBeLessThan(Number(stored?.['days']));
  expect(exitCode).toBe(0);
  expect(stored?.['distinct_days']).toBe(stored?.['days']);
  expect(stored?.['days']).toBe(Number(stored?.['series']) * 14);
  // A call that was recorded may not have been sent; none is sent that was not recorded.
  expect(Number(paid?.['calls'])).toBeGreaterThanOrEqual(world.calls);
}, 300_000);

test('findings that are killed while they are judged are neither lost nor doubled, and stay as decided', async () => {
  await world.world.run(['cost', 'resources'], { env: CAP });
  const [dismissed, done] = (await report()).findings.filter(({ verdict }) => verdict === 'yes');
  const decide = (...args: readonly string[]): Promise<unknown> =>
    world.world.run(['cost', 'findings', ...args], { env: CAP });
  await decide('--dismiss', dismissed?.id ?? '', '--until', '2199-12-31');
  await decide('--done', done?.id ?? '');
  const before = await report();

  const wholeMs = await timed(['cost', 'findings']);
  const kills = await killed(['cost', 'findings'], wholeMs);
  const [stored] = await world.query(
    'select count(*) as findings, count(distinct id) as ids from findings',
  );
  const after = await report();

  expect(kills).toBeGreaterThan(0);
  expect(stored).toEqual({ findings: before.findings.length, ids: before.findings.length });
  expect(after).toEqual(before);
  expect(after.findings.find(({ id }) => id === dismissed?.id)?.state).toBe('dismissed');
  expect(after.findings.find(({ id }) => id === done?.id)?.state).toBe('done');
}, 300_000);
