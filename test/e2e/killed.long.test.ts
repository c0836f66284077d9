import { cpSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runAndKill } from '../chaos/killed-run.ts';
import { runSync } from '../chaos/run-sync.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { startFaultProxy, type Delivery, type FaultProxy } from '../helpers/fault-proxy.ts';

const KINDS = ['AWS::EC2::Instance', 'AWS::ECS::Cluster', 'AWS::SQS::Queue'] as const;
const KILLS = 100;
const KILLS_BETWEEN_CHECKS = 10;
const MOST_QUEUES_GONE = 3;
/** The points at which a real process is killed, as shares of its requests. */
const PROCESSES_KILLED_AT = [0.4, 0.9];
/** Long enough for a busy machine, in milliseconds. */
const LONGEST_TEST_MS = 300_000;

interface Step {
  /** At which of its requests the run is killed: from 0, the first, to 1, the last. */
  readonly killedAt: number;
  /** How many queues have been deleted from each scope by then. */
  readonly gone: number;
}

/** An estate and a Port, each behind a proxy that counts a run's requests and can cut the run off. */
class KillingWorld implements AsyncDisposable {
  readonly #world: CatalogWorld;
  readonly #aws: FaultProxy;
  readonly #port: FaultProxy;
  readonly #mapping: string;
  /** The expected entities, by the number of deleted queues. */
  readonly #expected = new Map<number, readonly string[]>();
  #gone = 0;

  private constructor(parts: {
    readonly world: CatalogWorld;
    readonly aws: FaultProxy;
    readonly port: FaultProxy;
    readonly mapping: string;
  }) {
    this.#world = parts.world;
    this.#aws = parts.aws;
    this.#port = parts.port;
    this.#mapping = parts.mapping;
  }

  static async create(): Promise<KillingWorld> {
    const world = await CatalogWorld.create({
      kinds: KINDS,
      estate: {
        seed: 'killed',
        accounts: 2,
        regions: ['us-east-1', 'eu-west-1'],
        usedRegions: 2,
        suspendedEvery: 0,
        'AWS::S3::Bucket': 0,
        'AWS::EC2::Instance': 8,
        'AWS::ECS::Cluster': 3,
        'AWS::SQS::Queue': 8,
      },
      sandbox: { maxPageSize: 5 },
    });
    return new KillingWorld({
      world,
      aws: await startFaultProxy(world.sandbox.endpoint),
      port: await startFaultProxy(world.port.baseUrl),
      mapping: await readFile(world.config, 'utf8'),
    });
  }

  get #environment(): Readonly<Record<string, string>> {
    return {
      ...this.#world.env,
      AWS_ENDPOINT_URL: this.#aws.endpoint,
      OCEAN__PORT__BASE_URL: this.#port.endpoint,
    };
  }

  setGone(gone: number): void {
    this.#gone = gone;
    this.#world.setGone('AWS::SQS::Queue', gone);
    this.#world.setGone('AWS::ECS::Cluster', gone % 2);
  }

  /** A run that is not killed; returns how many requests it made. */
  async finish(): Promise<number> {
    const before = this.#requests;
    expect(await this.#run()).toEqual({ status: 'complete', crash: undefined });
    return this.#requests - before;
  }

  /**
   * Simulates killing a run in this process at the given request: no later request arrives, and the next run
   * finds the state as it is at this moment.
   */
  async kill(request: number): Promise<boolean> {
    const stop = new AbortController();
    const state = path.join(this.#world.folder, 'state');
    const left = path.join(this.#world.folder, 'state that is left');
    const isKilled = await this.#atRequest(
      request,
      () => {
        this.#cutOff();
        cpSync(state, left, { recursive: true });
        stop.abort(new Error('the run is killed'));
      },
      () => this.#run(stop.signal),
    );
    if (!isKilled) return false;
    await rm(state, { recursive: true });
    await rename(left, state);
    return true;
  }

  /** Kills a process at the given request; returns how it ended. */
  async killProcess(request: number): Promise<string> {
    let kill = (): void => undefined;
    let end = '';
    await this.#atRequest(
      request,
      () => {
        kill();
      },
      async () => {
        end = await runAndKill({
          env: this.#environment,
          config: this.#world.config,
          signal: 'SIGKILL',
          ready(killer) {
            kill = killer;
          },
        });
      },
    );
    return end;
  }

  /** Entities in Port of resources that the estate has now. */
  async wronglyDeletedBy(run: () => Promise<unknown>): Promise<readonly string[]> {
    const existing = await this.expected();
    const before = new Set(this.#world.entities);
    await run();
    const after = new Set(this.#world.entities);
    return existing.filter((name) => before.has(name) && !after.has(name));
  }

  /** Entities in Port of the kinds that are read. */
  get entities(): readonly string[] {
    return this.#world.entities.filter((name) => !name.startsWith('awsAccount '));
  }

  async expected(): Promise<readonly string[]> {
    const known = this.#expected.get(this.#gone) ?? (await this.#world.expected(KINDS));
    this.#expected.set(this.#gone, known);
    return known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#aws[Symbol.asyncDispose]();
    await this.#port[Symbol.asyncDispose]();
    await this.#world[Symbol.asyncDispose]();
  }

  get #requests(): number {
    return this.#aws.requests + this.#port.requests;
  }

  async #run(signal?: AbortSignal): Promise<{ readonly status: string; readonly crash: unknown }> {
    const env = this.#environment;
    const ofAws = Object.entries(env).filter(([name]) => name.startsWith('AWS_'));
    Object.assign(process.env, Object.fromEntries(ofAws)); // the SDK reads them itself
    const { status, crash } = await runSync({
      env,
      mapping: this.#mapping,
      isPatient: true,
      ...(signal !== undefined && { signal }),
    });
    return { status, crash };
  }

  /** Calls `reached` when a run makes the given request; returns whether it did. */
  async #atRequest(
    request: number,
    reached: () => void,
    run: () => Promise<unknown>,
  ): Promise<boolean> {
    const before = this.#requests;
    let isReached = false;
    const onRequest = (): undefined => {
      if (isReached || this.#requests - before < request) return;
      isReached = true;
      reached();
    };
    this.#aws.setHooks({ onRequest });
    this.#port.setHooks({ onRequest });
    await run();
    this.#aws.setHooks({});
    this.#port.setHooks({});
    return isReached;
  }

  /** Nothing arrives any more, and nothing is answered. */
  #cutOff(): void {
    const reset = (): Delivery => 'reset';
    const hooks = { onRequest: reset, onResponse: reset };
    this.#aws.setHooks(hooks);
    this.#port.setHooks(hooks);
  }
}

function requestAt(share: number, requests: number): number {
  return 1 + Math.floor(share * (requests - 1));
}

/** Kills a run at each step, then lets one finish; returns how many runs were killed before their end. */
async function live(steps: readonly Step[], requests: number): Promise<number> {
  await using world = await KillingWorld.create();
  let killed = 0;
  for (const { killedAt, gone } of steps) {
    world.setGone(gone);
    const lost = await world.wronglyDeletedBy(async () => {
      killed += Number(await world.kill(requestAt(killedAt, requests)));
    });
    expect(lost).toEqual([]);
  }
  await world.finish();
  expect(world.entities).toEqual(await world.expected());
  return killed;
}

/** How many requests a run makes with an empty Port. */
async function requestsOfOneRun(): Promise<number> {
  await using world = await KillingWorld.create();
  return await world.finish();
}

test(
  'a run that is cut off at any request deletes nothing wrongly, and the next run completes the work',
  async () => {
    const requests = await requestsOfOneRun();
    let runs = 0;
    let killed = 0;
    const step = fc.record({
      killedAt: fc.double({ min: 0, max: 1, noNaN: true }),
      gone: fc.integer({ min: 0, max: MOST_QUEUES_GONE }),
    });
    const steps = fc.array(step, {
      minLength: KILLS_BETWEEN_CHECKS,
      maxLength: KILLS_BETWEEN_CHECKS,
    });

    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        killed += await live(story, requests);
        runs += story.length;
      }),
      { numRuns: KILLS / KILLS_BETWEEN_CHECKS, endOnFailure: true },
    );

    expect(runs).toBe(KILLS);
    expect(killed).toBeGreaterThan(KILLS / 2); // the others had fewer requests left and finished
  },
  LONGEST_TEST_MS,
);

test(
  'the same with kill -9 of a process',
  async () => {
    const requests = await requestsOfOneRun();
    await using world = await KillingWorld.create();

    for (const [round, share] of PROCESSES_KILLED_AT.entries()) {
      world.setGone(round % (MOST_QUEUES_GONE + 1));
      const lost = await world.wronglyDeletedBy(() =>
        world.killProcess(requestAt(share, requests)),
      );
      expect(lost).toEqual([]);
    }
    await world.finish();

    expect(world.entities).toEqual(await world.expected());
  },
  LONGEST_TEST_MS,
);
