import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, ConnectionPool, Message, MessagesStream } from '@platformatic/kafka';
import { connectionOptions, type KafkaConnection } from './connection-options.ts';
import { ReadPositions } from './read-positions.ts';

/** A record of the topic, as the listener sees it. */
export type KafkaRecord = Pick<Message, 'value' | 'timestamp'>;

export interface KafkaSessionOptions extends KafkaConnection {
  readonly topic: string;
  /** Takes a record; says whether to commit at once rather than with the batch. */
  readonly onRecord: (record: KafkaRecord) => boolean;
  /** Called when the group gives this member nothing to read. */
  readonly onNoPartition: () => void;
}

type Stream = MessagesStream<Buffer, Buffer, Buffer, Buffer>;

/** To leave the group is a courtesy to the other members; a dead broker may not hold us for it. */
const LEAVE_DEADLINE_MS = 2_000;

/**
 * One membership in the group, from connecting to leaving. Resolves when the signal aborts, and
 * throws at the first trouble: whoever calls it starts the next one.
 */
export async function runKafkaSession(
  options: KafkaSessionOptions,
  signal: AbortSignal,
): Promise<void> {
  const { Consumer } = await import('@platformatic/kafka');
  const consumer = new Consumer(connectionOptions(options));
  const lost = new AbortController();
  tolerateSocketErrors(consumer.connections);
  consumer.on('error', (error) => {
    lost.abort(error);
  });
  consumer.on('consumer:heartbeat:error', ({ error }) => {
    lost.abort(error);
  });
  const ended = AbortSignal.any([signal, lost.signal]);
  let stream: Stream | undefined;
  try {
    await orEnded(join(consumer, options), ended);
    stream = await orEnded(consumer.consume({ topics: [options.topic], mode: 'committed' }), ended);
    tolerateSocketErrors(stream.connections);
    await readAll(stream, consumer, options, ended);
  } catch (error) {
    if (signal.aborted) return;
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    await leave(consumer, stream);
  }
}

async function join(
  consumer: Consumer,
  { topic, onNoPartition }: KafkaSessionOptions,
): Promise<void> {
  consumer.topics.track(topic);
  await consumer.joinGroup({});
  const assigned = consumer.assignments?.find((assignment) => assignment.topic === topic);
  const partitions = assigned?.partitions ?? [];
  if (partitions.length === 0) onNoPartition();
  else await ReadPositions.settle(consumer, { topic, partitions });
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
      // A rebalance makes the client fetch again what was read but not yet committed.
      const wanted = positions.advance(message) && onRecord(message);
      if (wanted || stream.readableLength === 0) await orEnded(positions.commit(), ended);
    }
    throw new Error('the stream of messages ended');
  } finally {
    ended.removeEventListener('abort', stop);
  }
}

async function leave(consumer: Consumer, stream: Stream | undefined): Promise<void> {
  const { Base } = await import('@platformatic/kafka');
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
  // A consumer that could not leave is open still: this ends its timers and its connections.
  if (!consumer.closed) Base.prototype.close.call(consumer).catch(() => undefined);
}

/** The client listens to a connection's first error only; a second one would end the process. */
function tolerateSocketErrors(pool: ConnectionPool): void {
  pool.on('connecting', ({ connection }) => {
    connection.on('error', () => undefined);
  });
}

/** What `promise` settles to, or a throw as soon as the session ends. */
async function orEnded<Value>(promise: Promise<Value>, ended: AbortSignal): Promise<Value> {
  promise.catch(() => undefined); // it may fail when nobody waits any more
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
