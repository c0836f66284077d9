import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunCoordinator } from '../../src/host/run-coordinator.ts';
import type { RunRequest, RunResult, RunTrigger, RunView } from '../../src/app/run.ts';

const COMPLETE: RunResult = {
  status: 'complete',
  totals: {
    scopes: 1,
    complete: 1,
    resources: 3,
    incompleteResources: 0,
    pages: 1,
    calls: 2,
    retries: 0,
    throttles: 0,
  },
  causes: [],
  calls: {},
  port: undefined,
};

/** A coordinator whose runs end when the test says so. */
class Stage implements AsyncDisposable {
  /** Runs in the order in which they began. */
  readonly began: RunRequest[] = [];
  readonly coordinator = new RunCoordinator({
    execute: (request) => this.#execute(request),
    now: () => this.#time,
  });
  mostAtOnce = 0;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #time = Date.UTC(2026, 0, 1);
  #underWay = 0;
  #end: { resolve(result: RunResult): void; reject(error: unknown): void } | undefined;

  constructor() {
    this.#loop = this.coordinator.run(this.#stop.signal);
  }

  /** Lets everything happen that waits for nothing outside. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  async request(trigger: RunTrigger): Promise<{ id: string; isCoalesced: boolean }> {
    const accepted = this.coordinator.request(trigger);
    await this.settle();
    return accepted;
  }

  /** Ends the run under way, if there is one. */
  async finish(failure?: Error): Promise<void> {
    this.#time += 1_000;
    const end = this.#end;
    this.#end = undefined;
    if (failure === undefined) end?.resolve(COMPLETE);
    else end?.reject(failure);
    await this.settle();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#end?.resolve(COMPLETE);
    await this.#loop;
  }

  async #execute(request: RunRequest): Promise<RunResult> {
    this.began.push(request);
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    try {
      return await new Promise((resolve, reject) => {
        this.#end = { resolve, reject };
      });
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** Did it resolve by now? */
async function isDone(stage: Stage, promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await stage.settle();
  return done;
}

test('a request starts a run immediately when none is running', async () => {
  await using stage = new Stage();

  const { id, isCoalesced } = await stage.request('api');

  expect(isCoalesced).toBe(false);
  expect(stage.began.map((run) => run.id)).toEqual([id]);
  expect(stage.coordinator).toMatchObject({ isRunning: true, hasPending: false });
});

test('requests during a run become one run after it, and never stop the current one', async () => {
  await using stage = new Stage();
  const first = await stage.request('start');

  const later = [
    await stage.request('port'),
    await stage.request('schedule'),
    await stage.request('port'),
  ];

  expect(stage.began).toHaveLength(1);
  expect(stage.began[0]?.signal.aborted).toBe(false);
  expect(new Set(later.map(({ id }) => id)).size).toBe(1);
  expect(later.map(({ isCoalesced }) => isCoalesced)).toEqual([false, true, true]);

  await stage.finish();
  await stage.finish();

  expect(stage.coordinator.isRunning).toBe(false);
  expect(stage.coordinator.records).toMatchObject([
    { id: later[0]?.id, triggers: ['port', 'schedule'], result: { status: 'complete' } },
    { id: first.id, triggers: ['start'], result: { status: 'complete' } },
  ]);
});

test('a run is found under its id at once: queued, then running with its progress, then ended', async () => {
  await using stage = new Stage();
  const first = await stage.request('start');
  const { id } = await stage.request('api');
  const find = (): RunView | undefined => stage.coordinator.runs.find((run) => run.id === id);

  expect(find()).toEqual({
    id,
    state: 'queued',
    triggers: ['api'],
    requestedAt: '2026-01-01T00:00:00.000Z',
  });
  expect(stage.coordinator.runs.map((run) => run.id)).toEqual([id, first.id]);

  await stage.finish();
  stage.began.at(-1)?.progress.countCall();
  expect(find()).toMatchObject({
    state: 'running',
    requestedAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:01.000Z',
    progress: { phase: 'starting', calls: 1 },
  });

  await stage.finish();
  expect(find()).toMatchObject({ state: 'ended', result: { status: 'complete' } });
  expect(find()).not.toHaveProperty('progress');
});

test('an id is found even without waiting after the request', () => {
  const coordinator = new RunCoordinator({
    execute: () => Promise.reject(new Error()),
    now: () => 0,
  });

  const { id } = coordinator.request('api');

  expect(coordinator.runs).toMatchObject([{ id, state: 'queued' }]);
});

test('a failure is a result of that run alone', async () => {
  await using stage = new Stage();
  const broken = await stage.request('port');

  await stage.finish(new Error('Port is away'));
  await stage.request('port');
  await stage.finish();

  const [second, first] = stage.coordinator.records;
  expect(first).toMatchObject({
    id: broken.id,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    result: { status: 'failed', problem: 'Port is away' },
  });
  expect(second?.result?.status).toBe('complete');
});

test('the error of a stopped run is not a failure', async () => {
  await using stage = new Stage();
  await stage.request('port');

  await stage.stop();
  await stage.finish(new Error('aborted'));

  expect(stage.coordinator.records[0]?.result?.status).toBe('cancelled');
});

test('after a stop, no run starts', async () => {
  await using stage = new Stage();

  await stage.stop();
  await stage.request('port');

  expect(stage.began).toEqual([]);
});

describe('finished', () => {
  test('waits for a run that has not begun, through the one before it', async () => {
    await using stage = new Stage();
    await stage.request('start');
    const { id } = await stage.request('port');

    const finished = stage.coordinator.finished(id);

    expect(await isDone(stage, finished)).toBe(false);
    await stage.finish();
    expect(await isDone(stage, finished)).toBe(false);
    await stage.finish();
    expect(await isDone(stage, finished)).toBe(true);
  });

  test('is at once true of a run that has ended, however long ago', async () => {
    await using stage = new Stage();
    const { id } = await stage.request('start');
    await stage.finish();

    expect(await isDone(stage, stage.coordinator.finished(id))).toBe(true);
    for (let run = 0; run < 60; run += 1) {
      await stage.request('port');
      await stage.finish();
    }
    expect(stage.coordinator.records.map((record) => record.id)).not.toContain(id);
    expect(await isDone(stage, stage.coordinator.finished(id))).toBe(true);
  });
});

test('any interleaving of requests and ends: one run at a time, each request served by a run that begins after it', async () => {
  const step = fc.oneof(
    fc.constantFrom<RunTrigger>('start', 'schedule', 'port', 'api').map((trigger) => ({ trigger })),
    fc.boolean().map((fails) => ({ fails })),
  );

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await using stage = new Stage();
      const asked: { id: string; trigger: RunTrigger; begunBefore: number }[] = [];
      const ended: boolean[] = [];
      for (const one of steps) {
        if ('trigger' in one) {
          const begunBefore = stage.began.length;
          const { id } = await stage.request(one.trigger);
          asked.push({ id, trigger: one.trigger, begunBefore });
        } else if (stage.coordinator.isRunning) {
          ended.push(one.fails);
          await stage.finish(one.fails ? new Error('no') : undefined);
        }
      }
      while (stage.coordinator.isRunning) {
        ended.push(false);
        await stage.finish();
      }

      const ids = stage.began.map(({ id }) => id);
      const records = [...stage.coordinator.records].reverse();
      expect(stage.mostAtOnce).toBeLessThanOrEqual(1);
      expect(stage.coordinator.hasPending).toBe(false);
      expect(stage.began.some(({ signal }) => signal.aborted)).toBe(false);
      expect(records.map(({ id }) => id)).toEqual(ids);
      expect(records.map(({ result }) => result?.status)).toEqual(
        ended.map((fails) => (fails ? 'failed' : 'complete')),
      );
      // The run of a request is the next that began after it: never one under way, never a later one.
      for (const { id, begunBefore } of asked) expect(ids.indexOf(id)).toBe(begunBefore);
      for (const [index, { triggers }] of records.entries()) {
        const wanted = asked.filter(({ id }) => id === ids[index]).map(({ trigger }) => trigger);
        expect(triggers).toEqual([...new Set(wanted)]);
      }
      expect(new Set(asked.map(({ id }) => id))).toEqual(new Set(ids));
    }),
    { numRuns: 300 },
  );
});
