import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, ConnectionPool, Message, MessagesStream } from '@platformatic/kafka';
import type { KafkaConnection } from './connection-options.ts';
import { createConsumer } from './create-consumer.ts';
import { ReadPositions } from './read-positions.ts';

/** A record of the topic, as the listener sees it. */
export type KafkaRecord = Pick<Message, 'value' | 'timestamp'>;

export interface KafkaSessionOptions extends KafkaConnection {
  readonly topic: string;
  /** Processes a record; returns whether to commit immediately rather than with the batch. */
  readonly onRecord: (record: KafkaRecord) => boolean;
  /** Called once messages can be received. */
  readonly onConnected: () => void;
  /** Called when the group assigns no partition to this member. */
  readonly onNoPartition: () => void;
}

type Stream = MessagesStream<Buffer, Buffer, Buffer, Buffer>;

/** Leaving the group only helps the other members: a dead broker must not delay the stop. */
const LEAVE_DEADLINE_MS = 2_000;
/** A few heartbeats, which tell members about a rebalance. */
const NO_PARTITION_AFTER_MS = 15_000;

/**
 * This listener's identity in the group, kept between sessions: a broker readmits a known member immediately,
 * while a member that left silently delays the group until its session expires.
 */
export interface Membership {
  memberId: string | null;
}

/**
 * One membership in the group, from connecting to leaving. Resolves when the signal aborts, and throws at the
 * first error: the caller starts the next one.
 */
export async function runKafkaSession(
  options: KafkaSessionOptions,
  membership: Membership,
  signal: AbortSignal,
): Promise<void> {
  const consumer = await createConsumer(options);
  consumer.memberId = membership.memberId;
  const session = new AbortController();
  const stop = () => {
    session.abort();
  };
  const lose = (error: unknown) => {
    session.abort(error);
  };
  tolerateSocketErrors(consumer.connections);
  consumer.on('error', lose);
  consumer.on('consumer:heartbeat:error', ({ error }) => {
    lose(error);
  });
  const ended = session.signal;
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true }); // AbortSignal.any may be garbage-collected
  const stopWatching = watchForPartitions(consumer, options);
  let stream: Stream | undefined;
  try {
    await orEnded(join(consumer, options.topic), ended);
    consumer.on('consumer:group:join', () => {
      settle(consumer, options.topic).catch(lose);
    });
    stream = await orEnded(consumer.consume({ topics: [options.topic], mode: 'committed' }), ended);
    tolerateSocketErrors(stream.connections);
    options.onConnected();
    await readAll(stream, consumer, options, ended);
  } catch (error) {
    if (signal.aborted) return;
    throw ended.aborted ? ended.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
    stopWatching();
    await leave(consumer, stream);
    membership.memberId = consumer.memberId; // null when the group knows that we left
  }
}

async function join(consumer: Consumer, topic: string): Promise<void> {
  consumer.topics.track(topic);
  await consumer.joinGroup({});
  await settle(consumer, topic);
}

async function settle(consumer: Consumer, topic: string): Promise<void> {
  const partitions = partitionsOf(consumer, topic);
  if (partitions.length > 0) await ReadPositions.settle(consumer, { topic, partitions });
}

function partitionsOf(consumer: Consumer, topic: string): number[] {
  return consumer.assignments?.find((assigned) => assigned.topic === topic)?.partitions ?? [];
}

/** A new member often gets no partition at first: the others release theirs in a second round. */
function watchForPartitions(
  consumer: Consumer,
  { topic, onNoPartition }: KafkaSessionOptions,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  consumer.on('consumer:group:join', () => {
    clearTimeout(timer);
    if (partitionsOf(consumer, topic).length > 0) return;
    timer = setTimeout(onNoPartition, NO_PARTITION_AFTER_MS);
  });
  return () => {
    clearTimeout(timer);
    consumer.removeAllListeners('consumer:group:join');
  };
}

async function readAll(
  stream: Stream,
  consumer: Consumer,
  { onRecord }: KafkaSessionOptions,
  ended: AbortSignal,
): Promise<void> {
  const positions = new ReadPositions(consumer);
  const stop = () => stream.destroy();
  ended.addEventListener('abort', stop, { once: true });
  try {
    ended.throwIfAborted();
    for await (const message of stream) {
      // After a rebalance, the client fetches messages again that were read but not committed.
      const wanted = positions.advance(message) && onRecord(message);
      if (wanted || stream.readableLength === 0) await orEnded(positions.commit(), ended);
    }
    throw new Error('the stream of messages ended');
  } finally {
    ended.removeEventListener('abort', stop);
  }
}

async function leave(consumer: Consumer, stream: Stream | undefined): Promise<void> {
  const timer = new AbortController();
  stream?.destroy();
  await Promise.race([
    new Promise<void>((resolve) => {
      consumer.close(true, () => {
        resolve();
      });
    }),
    delay(LEAVE_DEADLINE_MS, undefined, { signal: timer.signal }).catch(() => undefined),
  ]);
  timer.abort();
  // A consumer that could not leave still has its connections and pending requests.
  consumer.connections.close(() => undefined);
}

/** The client handles only a connection's first error; a second one would end the process. */
function tolerateSocketErrors(pool: ConnectionPool): void {
  pool.on('connecting', ({ connection }) => {
    connection.on('error', () => undefined);
  });
}

/** The result of `promise`, or an error as soon as the session ends. */
async function orEnded<Value>(promise: Promise<Value>, ended: AbortSignal): Promise<Value> {
  promise.catch(() => undefined); // it may reject after the caller stopped waiting
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new Error('the session ended', { cause: ended.reason }));
    };
    if (ended.aborted) stop();
    else ended.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop !== undefined) ended.removeEventListener('abort', stop);
  }
}
