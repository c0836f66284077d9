import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/lib/clock.ts';
import type { KafkaListenerError } from '../../../src/host/kafka/kafka-listener-error.ts';
import {
  kafkaNames,
  listenForResyncRequests,
  type KafkaResyncOptions,
} from '../../../src/host/kafka/resync-requests.ts';

const password = 'a-secret-that-must-not-leak';

describe('names', () => {
  const integration = {
    organizationId: 'org_1',
    integrationType: 'aws-v3',
    integrationIdentifier: 'mine',
  };

  test('the topic of requests, when the organization has it', () => {
    expect(kafkaNames({ ...integration, requestsTopicEnabled: true })).toEqual({
      topic: 'org_1.integration.resync.requests',
      groupId: 'org_1.aws-v3.mine',
    });
  });

  test('otherwise the change log', () => {
    expect(kafkaNames({ ...integration, requestsTopicEnabled: false })).toEqual({
      topic: 'org_1.change.log',
      groupId: 'org_1.aws-v3.mine',
    });
  });
});

describe('settings that cannot be used are thrown', () => {
  test.each([
    ['no brokers', { brokers: [] }, 'configuration'],
    ['no address', { brokers: ['http://broker:9092'] }, 'configuration'],
    ['no port', { brokers: ['broker:70000'] }, 'configuration'],
    ['no user name', { security: 'SASL_SSL', password }, 'credentials'],
    ['no password', { security: 'SASL_PLAINTEXT', username: 'user' }, 'credentials'],
  ] as const)('%s', async (_, settings, problem) => {
    const { options } = listener('127.0.0.1:1', settings);

    await expect(listenForResyncRequests(options)).rejects.toMatchObject({
      name: 'KafkaListenerError',
      problem,
    });
  });
});

/** What a stranger at the broker's port may do with a connection. */
const STRANGERS: Record<string, (socket: net.Socket) => void> = {
  closes: (socket) => socket.end(),
  resets: (socket) => socket.resetAndDestroy(),
  'speaks HTTP': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'answers garbage and hangs up': (socket) => socket.end(randomBytes(512)),
  'answers what was not asked': (socket) => {
    socket.write(frame(999, Buffer.alloc(64)));
  },
  'answers every request with garbage': (socket) => {
    socket.on('data', (request) => {
      socket.write(frame(request.readInt32BE(8), randomBytes(200)));
    });
  },
  'answers every request, and resets': (socket) => {
    socket.once('data', (request) => {
      socket.write(frame(request.readInt32BE(8), Buffer.alloc(12)), () => {
        socket.resetAndDestroy();
      });
    });
  },
};

describe.each(['PLAINTEXT', 'SASL_PLAINTEXT', 'SASL_SSL'] as const)('over %s', (security) => {
  test.each(Object.keys(STRANGERS))(
    'a broker that %s is a problem, and is tried again',
    async (behaviour) => {
      await using broker = await listen(STRANGERS[behaviour]);
      const { options, problems, waits, stop } = listener(broker.address, { security });

      await listenForResyncRequests(options, stop.after(4));

      expect(problems).toHaveLength(4);
      expect(problems.map(({ problem }) => problem)).toEqual(Array(4).fill('connection'));
      expect(waits).toEqual([500, 1_000, 2_000]);
      expect(everythingOf(problems)).not.toContain(password);
    },
  );
});

test('a closed port is a problem, and retry waits stop growing', async () => {
  const broker = await listen(() => undefined);
  await broker[Symbol.asyncDispose]();
  const { options, problems, waits, stop } = listener(broker.address);

  await listenForResyncRequests(options, stop.after(9));

  expect(problems[0]?.message).toMatch(/ECONNREFUSED/);
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

/** The Kafka client itself gives up a silent broker after a minute. */
const SHORTER_THAN_KAFKA_WAITS_MS = 20_000;

test(
  'a broker that is silent does not hold up the end',
  async () => {
    let connected: () => void = () => undefined;
    const connection = new Promise<void>((resolve) => {
      connected = resolve;
    });
    await using broker = await listen(() => {
      connected();
    });
    const { options, problems, controller } = listener(broker.address);
    const listening = listenForResyncRequests(options);
    await connection;

    controller.abort();
    await listening;

    expect(problems).toEqual([]);
  },
  SHORTER_THAN_KAFKA_WAITS_MS,
);

test('a long wait for the next try ends with the signal', async () => {
  const broker = await listen(() => undefined);
  await broker[Symbol.asyncDispose]();
  const { options, controller } = listener(broker.address);
  const failed = new Promise<void>((resolve) => {
    const listening = listenForResyncRequests(
      {
        ...options,
        onProblem: () => {
          setImmediate(() => {
            controller.abort();
          });
        },
      },
      { random: () => 1_000 },
    );
    void listening.then(resolve);
  });

  await failed;

  expect(controller.signal.aborted).toBe(true);
});

test('a signal that is already aborted opens no connection', async () => {
  let connections = 0;
  await using broker = await listen(() => {
    connections += 1;
  });
  const { options, controller } = listener(broker.address);
  controller.abort();

  await listenForResyncRequests(options);

  expect(connections).toBe(0);
});

function listener(broker: string, settings: Partial<KafkaResyncOptions> = {}) {
  const controller = new AbortController();
  const problems: KafkaListenerError[] = [];
  const waits: number[] = [];
  const sasl = settings.security?.startsWith('SASL') === true && settings.brokers === undefined;
  const given = 'password' in settings || 'username' in settings;
  const options: KafkaResyncOptions = {
    brokers: [broker],
    security: 'PLAINTEXT',
    ...(sasl && !given && { username: 'user', password }),
    topic: 'org_1.change.log',
    groupId: 'org_1.aws-v3.mine',
    integrationIdentifier: 'mine',
    consumerPollTimeoutMs: 100,
    signal: controller.signal,
    onResync: () => undefined,
    onProblem: (problem) => problems.push(problem),
    ...settings,
  };
  const clock = (tries: number): Clock => ({
    now: () => 0,
    sleep: (milliseconds) => {
      if (problems.length === tries) controller.abort();
      else waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  /** Waits for nothing, draws 0.5, and ends the listener after a number of problems. */
  const after = (tries: number) => ({ clock: clock(tries), random: () => 0.5 });
  return { options, problems, waits, controller, stop: { after } };
}

async function listen(onConnection: ((socket: net.Socket) => void) | undefined) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection?.(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Kafka's envelope: length, correlation id, body. */
function frame(correlationId: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 4, 0);
  head.writeInt32BE(correlationId, 4);
  return Buffer.concat([head, body]);
}

/** All that a logger could print of an error. */
function everythingOf(error: unknown): string {
  return inspect(error, { depth: Infinity, showHidden: true });
}
