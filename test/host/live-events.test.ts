import { readdir } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChangedResource } from '../../src/app/live-change/changed-resource.ts';
import { EventQueue } from '../../src/host/live-events/event-queue.ts';
import type { ApplyOutcome } from '../../src/app/live-change/apply-outcome.ts';
import { hash32 } from '../../src/lib/random.ts';
import { nameOf, simulatedAnswer } from '../helpers/simulated.ts';
import { addDefaultBlueprints } from './default-resources.ts';
import { HostWorld, queueMapping, USED_KINDS } from './host-world.ts';
import { until } from './served-host.ts';
import {
  EVENTS_KEY,
  LIVE_KINDS,
  liveEventsOver,
  openServer,
  queueEvent,
  temporaryFolder,
} from './server-world.ts';

const ACCOUNT = '210000000000';
const REGION = 'us-east-1';

function urlOf(name: string): string {
  return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
}

function changeOf(name: string, isDeletion = false): ChangedResource {
  return {
    kind: 'AWS::SQS::Queue',
    accountId: ACCOUNT,
    region: REGION,
    identifiers: [urlOf(name)],
    isDeletion,
    attempts: 0,
  };
}

/** A promise with its `resolve` function. */
function latch(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}

function queueNameOf({ identifiers: [url = ''] }: ChangedResource): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** A queue of changes in its own folder, with a clock that the test controls. */
class Bench implements AsyncDisposable {
  readonly time: { now: number };
  readonly counts = new Map<string, number>();
  queue: EventQueue;
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  #stop = new AbortController();
  #running: Promise<void> | undefined;

  private constructor(
    folder: Awaited<ReturnType<typeof temporaryFolder>>,
    time: { now: number },
    queue: EventQueue,
  ) {
    this.#folder = folder;
    this.time = time;
    this.queue = queue;
  }

  static async open(): Promise<Bench> {
    const folder = await temporaryFolder();
    const time = { now: Date.UTC(2026, 0, 1) };
    return new Bench(folder, time, await EventQueue.open(folder.path, () => time.now));
  }

  /** Starts processing the queue. */
  run(apply: (change: ChangedResource, signal: AbortSignal) => Promise<ApplyOutcome>): void {
    const liveEvents = liveEventsOver(this.queue, {
      apply,
      random: () => 1,
      count: (what) => {
        this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
      },
    });
    this.#running = liveEvents.run(this.#stop.signal);
  }

  /** Advances the clock, and wakes waiting workers. */
  async pass(milliseconds: number): Promise<void> {
    this.time.now += milliseconds;
    await this.queue.add([]);
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }

  /** Waits until all changes added before this call are on disk. */
  async written(): Promise<void> {
    const marker = changeOf('marker');
    await this.queue.add([{ ...marker, kind: 'marker' }]);
  }

  /** Stops, as a restart does, and opens the data on disk. */
  async restart(): Promise<void> {
    await this.#close();
    this.#stop = new AbortController();
    this.queue = await EventQueue.open(this.#folder.path, () => this.time.now);
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.queue[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

describe('a storm', () => {
  const EVENTS = 5_000;
  const QUEUES = 200;
  const headers = { 'content-type': 'application/json', 'x-port-aws-ocean-api-key': EVENTS_KEY };

  test('5,000 events of 200 queues, late, duplicated, out of order, with garbage: Port is correct in the end', async () => {
    let draws = 0;
    const random = (): number => hash32(String((draws += 1)), 7) / 2 ** 32;
    const aws = new Map<string, number>();
    const port = new Map<string, number>();
    const fetches = new Map<string, number>();
    const counts = new Map<string, number>();
    await using bench = await Bench.open();
    let gate = latch();
    const apply = async (change: ChangedResource): Promise<ApplyOutcome> => {
      await gate.opened;
      const name = queueNameOf(change);
      fetches.set(name, (fetches.get(name) ?? 0) + 1);
      const found = aws.get(name);
      const had = port.get(name);
      if (found === undefined) return port.delete(name) ? 'deleted' : 'absent';
      await turn(); // AWS has answered: later changes are another event
      port.set(name, found);
      return had === found ? 'unchanged' : 'written';
    };
    const liveEvents = liveEventsOver(bench.queue, {
      apply,
      count: (what) => {
        counts.set(what, (counts.get(what) ?? 0) + 1);
      },
    });
    await using server = await openServer({
      liveEvents: { handler: liveEvents, apiKey: EVENTS_KEY, status: () => liveEvents.status },
    });
    const stop = new AbortController();
    const running = liveEvents.run(stop.signal);

    /** Changes something in AWS; returns its event. */
    const happen = (version: number): string => {
      const name = `queue-${Math.floor(random() * QUEUES)}`;
      const isDeletion = aws.has(name) && random() < 0.2;
      const event = isDeletion
        ? 'DeleteQueue'
        : aws.has(name)
          ? 'SetQueueAttributes'
          : 'CreateQueue';
      if (isDeletion) aws.delete(name);
      else aws.set(name, version);
      return JSON.stringify(queueEvent(event, urlOf(name)));
    };
    const statuses = new Map<number, number>();
    const post = async (body: string, key = EVENTS_KEY): Promise<void> => {
      const { status } = await server.ask('/integration/webhook', {
        method: 'POST',
        headers: { ...headers, 'x-port-aws-ocean-api-key': key },
        body,
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    const GARBAGE = ['{"detail":', 'null', '{}', '[1,2]', '{"detail":{"eventName":"CreateQueue"}}'];
    let valid = 0;
    let garbage = 0;
    let strangers = 0;
    const caughtUp = (): boolean =>
      [...aws].every(([name, version]) => port.get(name) === version) && port.size === aws.size;
    for (let wave = 0; wave < 2; wave += 1) {
      gate = latch();
      const onTheWay: string[] = [];
      for (let index = 0; index < EVENTS / 2 || onTheWay.length > 0; index += 50) {
        const batch: Promise<void>[] = [];
        for (let one = 0; one < 50; one += 1) {
          if (index < EVENTS / 2) onTheWay.push(happen(index + one + wave * EVENTS));
          if (onTheWay.length > 300 || index >= EVENTS / 2) {
            const [late = ''] = onTheWay.splice(Math.floor(random() * onTheWay.length), 1);
            if (late === '') break;
            const copies = random() < 0.1 ? 2 : 1;
            for (let copy = 0; copy < copies; copy += 1) batch.push(post(late));
            valid += copies;
          }
          const chance = random();
          if (chance < 0.05) {
            batch.push(post(GARBAGE[garbage % GARBAGE.length] ?? ''));
            garbage += 1;
          } else if (chance < 0.1) {
            batch.push(post(JSON.stringify(queueEvent('DeleteQueue', urlOf('queue-1'))), 'guess'));
            strangers += 1;
          }
        }
        await Promise.all(batch);
      }
      gate.open();
      await until(caughtUp);
    }

    expect(Object.fromEntries(statuses)).toEqual({ 202: valid, 400: garbage, 401: strangers });
    expect(valid).toBeGreaterThanOrEqual(EVENTS);
    expect(Math.max(...fetches.values())).toBeLessThanOrEqual(5);
    // Resources that AWS may have shown too early or too late are read again, and then the queue is done.
    await until(async () => {
      await bench.pass(20_000);
      return bench.queue.size === 0;
    });
    expect(caughtUp()).toBe(true);
    expect(Math.max(...fetches.values())).toBeLessThanOrEqual(8);
    expect(counts.get('resource-failed')).toBeUndefined();
    expect(counts.get('refused')).toBe(garbage - Math.ceil(garbage / GARBAGE.length)); // not JSON: HTTP's
    stop.abort();
    await running;
    await bench.restart();
    expect(bench.queue.size).toBe(0);
  });
});

describe('waiting changes are on disk', () => {
  test('a restart applies each waiting change once', async () => {
    await using bench = await Bench.open();
    const names = Array.from({ length: 50 }, (_, index) => `queue-${index}`);
    for (const name of names) await bench.queue.add([changeOf(name), changeOf(name)]);

    await bench.restart();
    const applied: string[] = [];
    bench.run((change) => {
      applied.push(queueNameOf(change));
      return Promise.resolve('written');
    });
    await until(() => bench.queue.size === 0);

    expect(applied.sort()).toEqual(names.sort());
  });

  test('changes in progress at a stop are in progress again after the start', async () => {
    await using bench = await Bench.open();
    await bench.queue.add([changeOf('orders')]);
    const begun = latch();
    bench.run(async (_, signal) => {
      begun.open();
      await new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      });
      return 'written';
    });
    await begun.opened;

    await bench.restart();
    const applied: ChangedResource[] = [];
    bench.run((change) => {
      applied.push(change);
      return Promise.resolve('written');
    });
    await until(() => bench.queue.size === 0);

    expect(applied).toEqual([changeOf('orders')]);
  });

  test('an event that arrives while the previous one completes is kept', async () => {
    await using bench = await Bench.open();
    await bench.queue.add([changeOf('orders')]);
    const taken = await bench.queue.take(new AbortController().signal);

    await Promise.all([bench.queue.add([changeOf('orders')]), bench.queue.done(taken as never)]);

    expect(bench.queue.size).toBe(1);
    await bench.restart();
    expect(bench.queue.size).toBe(1);
  });

  test('a restart keeps the information that one of the events was a deletion', async () => {
    await using bench = await Bench.open();
    await bench.queue.add([changeOf('orders', true)]);
    await bench.queue.add([changeOf('orders', false)]);

    await bench.restart();

    expect(await bench.queue.take(new AbortController().signal)).toEqual(changeOf('orders', true));
  });

  test('any interleaving of events, ends and retries: memory and disk agree, and nothing is lost', async () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'take', 'done', 'retry'),
      name: fc.constantFrom('a', 'b', 'c'),
      waits: fc.boolean(),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        await using bench = await Bench.open();
        const owed = new Set<string>();
        const taken: { change: ChangedResource; isNewest: boolean }[] = [];
        const pending: Promise<void>[] = [];
        for (const { what, name, waits } of steps) {
          if (what === 'add') {
            pending.push(bench.queue.add([changeOf(name)]));
            owed.add(name);
            for (const one of taken) if (queueNameOf(one.change) === name) one.isNewest = false;
          } else if (what === 'take') {
            await Promise.all(pending);
            const busy = new Set(taken.map(({ change }) => queueNameOf(change)));
            if ([...owed].every((one) => busy.has(one))) continue; // no change is available
            await bench.pass(10_000);
            const change = await bench.queue.take(new AbortController().signal);
            if (change !== undefined) taken.push({ change, isNewest: true });
          } else {
            const one = taken.shift();
            if (one === undefined) continue;
            if (what === 'done') {
              pending.push(bench.queue.done(one.change));
              if (one.isNewest) owed.delete(queueNameOf(one.change));
            } else pending.push(bench.queue.retry(one.change, 5_000));
          }
          if (waits) await Promise.all(pending);
        }
        await Promise.all(pending);

        expect(bench.queue.size).toBe(owed.size);
        await bench.restart();
        const names: string[] = [];
        while (names.length < bench.queue.size) {
          const change = await bench.queue.take(new AbortController().signal);
          if (change !== undefined) names.push(queueNameOf(change));
        }
        expect(names.sort()).toEqual([...owed].sort());
      }),
      { numRuns: 60 },
    );
  });
});

describe('retries', () => {
  /** Runs one change with the given outcomes, one for each try; returns the times of the tries in seconds. */
  async function triesOf(
    change: ChangedResource,
    outcomes: readonly (ApplyOutcome | Error)[],
  ): Promise<{ readonly seconds: readonly number[]; readonly left: number }> {
    await using bench = await Bench.open();
    const start = bench.time.now;
    const seconds: number[] = [];
    bench.run((one) => {
      if (one.kind === 'marker') return Promise.resolve('written');
      const outcome = outcomes[seconds.length] ?? 'written';
      seconds.push((bench.time.now - start) / 1_000);
      if (outcome instanceof Error) return Promise.reject(outcome);
      return Promise.resolve(outcome);
    });
    await bench.queue.add([change]);
    await until(() => seconds.length === 1);
    for (let step = 0; step < 400; step += 1) {
      await bench.written();
      await bench.pass(1_000);
    }
    await until(() => bench.queue.size === 0 || bench.time.now - start > 400_000);
    return { seconds, left: bench.queue.size };
  }

  test('a failure is retried with growing delays, and finally left to the next resync', async () => {
    const failures = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? ('failed' as const) : new Error('ECONNRESET'),
    );

    const { seconds, left } = await triesOf(changeOf('orders'), failures);

    expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63, 127]);
    expect(left).toBe(0);
  });

  test('a success ends the retries', async () => {
    const { seconds, left } = await triesOf(changeOf('orders'), ['failed', 'failed', 'written']);

    expect(seconds).toEqual([0, 1, 3]);
    expect(left).toBe(0);
  });

  test('a deleted resource that AWS still shows is read again until AWS no longer shows it', async () => {
    const { seconds } = await triesOf(changeOf('orders', true), ['unchanged', 'deleted']);

    expect(seconds).toEqual([0, 5]);
  });

  test('a new resource that AWS does not show yet is read again until AWS shows it', async () => {
    const { seconds } = await triesOf(changeOf('orders'), ['absent', 'absent', 'written']);

    expect(seconds).toEqual([0, 5, 15]);
  });

  test.each<[string, boolean, ApplyOutcome]>([
    ['deleted but still present', true, 'unchanged'],
    ['created but still missing', false, 'absent'],
  ])('%s: after a while, the response from AWS decides', async (_, isDeletion, outcome) => {
    const { seconds, left } = await triesOf(
      changeOf('orders', isDeletion),
      Array.from({ length: 9 }, () => outcome),
    );

    expect(seconds).toEqual([0, 5, 15, 35]);
    expect(left).toBe(0);
  });

  test.each<ApplyOutcome>(['ignored', 'denied', 'written', 'unchanged'])(
    '%s is final',
    async (outcome) => {
      expect(await triesOf(changeOf('orders'), [outcome])).toEqual({ seconds: [0], left: 0 });
    },
  );

  test('a new event does not wait for the back-off of the old one', async () => {
    await using bench = await Bench.open();
    let tries = 0;
    bench.run(() => {
      tries += 1;
      return Promise.resolve(tries === 1 ? 'failed' : 'written');
    });
    await bench.queue.add([changeOf('orders')]);
    await until(() => bench.counts.get('resource-failed') === 1);

    await bench.queue.add([changeOf('orders')]);
    await until(() => bench.queue.size === 0);

    expect(tries).toBe(2);
  });
});

test('with `longshore serve`: a queue that is created, changed and deleted in AWS is also created, changed and deleted in Port', async () => {
  let visibilityTimeout = '30';
  await using world = await HostWorld.create({
    kinds: USED_KINDS,
    sandbox: {
      replies: {
        'sqs:GetQueueAttributes': (input, context) => {
          const { Attributes } = simulatedAnswer('sqs:GetQueueAttributes')(input, context) as {
            Attributes: object;
          };
          return { Attributes: { ...Attributes, VisibilityTimeout: visibilityTimeout } };
        },
      },
    },
  });
  const { estate } = world.sandbox;
  const [accountId = ''] = estate.accountIds;
  const url = nameOf('AWS::SQS::Queue', 'QueueUrl', { estate, accountId, region: REGION, n: 2 });
  const arn = `arn:aws:sqs:${REGION}:${accountId}:${url.slice(url.lastIndexOf('/') + 1)}`;
  const { catalog } = world.port;
  world.gone.queues = 1;
  await using host = world.serve({
    OCEAN__INTEGRATION__CONFIG__LIVE_EVENTS_API_KEY: EVENTS_KEY,
  });
  const tell = async (event: string, detail: object = {}): Promise<number> => {
    const { status } = await host.ask('/integration/webhook', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-port-aws-ocean-api-key': EVENTS_KEY },
      body: JSON.stringify(queueEvent(event, url, { account: accountId, ...detail })),
    });
    return status;
  };
  await host.until(async () => (await host.runs()) === 1);
  const queues = catalog.entities('sqsQueue');
  expect(queues.size).toBe(4);
  expect(queues.has(arn)).toBe(false);

  // Access to the queue is denied: Longshore cannot tell whether it exists.
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetQueueAttributes' }]);
  expect(await tell('CreateQueue')).toBe(202);
  await host.until(async () =>
    /result="resource-denied"\} 1$/m.test((await host.ask('/metrics')).text),
  );
  expect(catalog.entities('sqsQueue').has(arn)).toBe(false);
  world.sandbox.setFaults([]);

  world.gone.queues = 0;
  expect(await tell('CreateQueue')).toBe(202);
  await host.until(() => catalog.entities('sqsQueue').has(arn));
  expect(catalog.entities('sqsQueue').size).toBe(5);

  visibilityTimeout = '77';
  expect(await tell('SetQueueAttributes')).toBe(202);
  await host.until(
    () => catalog.entities('sqsQueue').get(arn)?.properties['visibilityTimeout'] === 77,
  );
  expect(catalog.entities('sqsQueue').get(arn)?.relations['account']).toBe(accountId);

  // Failed calls, and queues of accounts that are not read, change nothing and cause no calls.
  const listed = world.sandbox.calls()['organizations:ListAccounts'];
  expect(await tell('DeleteQueue', { errorCode: 'AccessDenied' })).toBe(202);
  for (let index = 0; index < 30; index += 1) {
    const stranger = { queueUrl: `${url}-${index}` };
    const detail = { account: '999999999999', requestParameters: stranger };
    expect(await tell('DeleteQueue', detail)).toBe(202);
  }
  await host.until(async () =>
    /result="resource-ignored"\} 30$/m.test((await host.ask('/metrics')).text),
  );
  expect(world.sandbox.calls()['organizations:ListAccounts']).toBe(listed);
  world.gone.queues = 1;
  expect(await tell('DeleteQueue')).toBe(202);
  // It is counted when Port has answered, shortly after the entity was deleted there.
  await host.until(async () =>
    /result="resource-deleted"\} 1$/m.test((await host.ask('/metrics')).text),
  );

  expect(catalog.entities('sqsQueue').has(arn)).toBe(false);
  expect(catalog.entities('sqsQueue').size).toBe(4);
  expect(await host.runs()).toBe(1);
  const { text } = await host.ask('/metrics');
  expect(text).toMatch(/^longshore_live_events_total\{result="resource-written"\} 2$/m);
  expect(LIVE_KINDS).toHaveLength(1);
  const writes = world.requests.filter(({ url: to }) => to.includes('http_request'));
  expect(writes.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  expect(await host.stop()).toBe(0);
});

test('many events at once, whose entities wait for missing relations: each is rejected separately', async () => {
  await using world = await HostWorld.create();
  await addDefaultBlueprints(world.port);
  world.setMapping({
    createMissingRelatedEntities: false,
    ...queueMapping({ relations: { account: '.__ExtraContext.AccountId' } }),
  });
  await using host = world.serve({
    OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
    OCEAN__INTEGRATION__CONFIG__LIVE_EVENTS_API_KEY: EVENTS_KEY,
  });
  await host.until(async () => (await host.ask('/health/ready')).status === 200);
  const { estate } = world.sandbox;

  const urls = estate.accountIds.flatMap((accountId) =>
    [0, 1, 2].map((n) => ({
      accountId,
      url: nameOf('AWS::SQS::Queue', 'QueueUrl', { estate, accountId, region: REGION, n }),
    })),
  );
  await Promise.all(
    urls.map(({ accountId, url }) =>
      host.ask('/webhook', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-port-aws-ocean-api-key': EVENTS_KEY },
        body: JSON.stringify(queueEvent('TagQueue', url, { account: accountId })),
      }),
    ),
  );
  await host.until(async () =>
    /^longshore_live_event_queue_depth 0$/m.test((await host.ask('/metrics')).text),
  );

  const { text } = await host.ask('/metrics');
  expect(text).toMatch(/result="resource-denied"\} 6$/m);
  expect(text).not.toMatch(/result="resource-failed"/);
  const refused = host.log.filter(({ msg }) => msg === 'Port refused a live event');
  expect(refused).toHaveLength(6);
  const left = await readdir(world.stateDirectory);
  expect(left.filter((name) => name.startsWith('retry'))).toEqual([]);
});
