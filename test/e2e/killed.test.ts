import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { syncInProcess } from '../helpers/in-process-sync.ts';

/** Long enough for a whole run, so that every moment of one is among those at which it is killed. */
const LONGEST_RUN_MS = 2_500;
const RUNS_BETWEEN_CHECKS = 5;
/** Worlds that live side by side: most of the time of a run is spent waiting. */
const WORLDS = 2;
const KILLS = 100;
const KINDS = ['AWS::EC2::Instance', 'AWS::ECS::Cluster', 'AWS::SQS::Queue'] as const;
const ONLY = ['--kinds', KINDS.join(',')];

interface Step {
  readonly killedAfterMs: number;
  /** How many queues are gone from each scope by then. */
  readonly gone: number;
}

/** Kills a run at each step, then lets one finish. */
async function live(steps: readonly Step[]): Promise<void> {
  await using world = await CatalogWorld.create({
    estate: {
      seed: 'killed',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      suspendedEvery: 0,
      buckets: 0,
      instances: 30,
      clusters: 4,
      queues: 30,
    },
    sandbox: { latencyMs: 20 },
    port: { latencyMs: 15 },
  });
  for (const { killedAfterMs, gone } of steps) {
    world.setGone('queues', gone);
    world.setGone('clusters', gone % 2);
    const before = new Set(world.entities);
    const there = await world.expected(KINDS);
    await world.sync(ONLY, { killAfterMs: killedAfterMs });
    const now = new Set(world.entities);
    expect(there.filter((name) => before.has(name) && !now.has(name))).toEqual([]);
  }
  const { exitCode } = await syncInProcess(world, { kinds: KINDS.join(',') }); // worlds may end at once
  expect(exitCode).toBe(0);
  const entities = world.entities.filter((name) => !name.startsWith('awsAccount '));
  expect(entities).toEqual(await world.expected(KINDS));
}

test('a run may be killed at any moment: nothing is wrongly deleted, and the next finishes the work', async () => {
  let kills = 0;
  const step = fc.record({
    killedAfterMs: fc.integer({ min: 300, max: LONGEST_RUN_MS }),
    gone: fc.integer({ min: 0, max: 3 }),
  });
  const steps = fc.array(step, { minLength: RUNS_BETWEEN_CHECKS, maxLength: RUNS_BETWEEN_CHECKS });
  const lives = fc.asyncProperty(
    fc.array(steps, { minLength: WORLDS, maxLength: WORLDS }),
    async (stories) => {
      await Promise.all(stories.map(live));
      kills += stories.flat().length;
    },
  );
  await fc.assert(lives, {
    numRuns: KILLS / RUNS_BETWEEN_CHECKS / WORLDS,
    endOnFailure: true,
  });
  expect(kills).toBe(KILLS);
}, 600_000);
