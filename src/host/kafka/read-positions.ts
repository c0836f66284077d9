import type { Consumer, GroupAssignment, Message } from '@platformatic/kafka';

type KafkaConsumer = Pick<Consumer, 'commit' | 'listCommittedOffsets' | 'listOffsets'>;
type Place = Pick<Message, 'topic' | 'partition' | 'offset'>;

/** Kafka's markers for a partition's earliest offset and its end. */
const EARLIEST = -2n;
const LATEST = -1n;
/** The leader epoch of a partition: unknown, which a broker accepts. */
const ANY_EPOCH = -1;

/** The position read in each partition, and the position committed to the group. */
export class ReadPositions {
  readonly #consumer: KafkaConsumer;
  /** The next offset to read. */
  readonly #next = new Map<string, bigint>();
  readonly #uncommitted = new Map<string, Place>();

  constructor(consumer: KafkaConsumer) {
    this.#consumer = consumer;
  }

  /**
   * Gives each partition a valid position. Otherwise requests made while the listener is away would be lost,
   * and fetches from a position that retention has deleted would fail.
   */
  static async settle(
    consumer: KafkaConsumer,
    { topic, partitions }: GroupAssignment,
  ): Promise<void> {
    const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions }] });
    const earliest = await consumer.listOffsets({ topics: [topic], timestamp: EARLIEST });
    const latest = await consumer.listOffsets({ topics: [topic], timestamp: LATEST });
    const offsets = partitions.flatMap((partition) => {
      const first = earliest.get(topic)?.[partition] ?? 0n;
      const end = latest.get(topic)?.[partition] ?? first;
      const position = committed.get(topic)?.[partition] ?? -1n;
      const settled = readable(position, { first, end });
      return settled === position
        ? []
        : [{ topic, partition, offset: settled, leaderEpoch: ANY_EPOCH }];
    });
    if (offsets.length > 0) await consumer.commit({ offsets });
  }

  /** Records that a message was read. False when it had been read before. */
  advance({ topic, partition, offset }: Place): boolean {
    const key = `${topic}:${partition}`;
    const next = this.#next.get(key) ?? 0n;
    const isNew = offset >= next;
    if (isNew) this.#next.set(key, offset + 1n);
    this.#uncommitted.set(key, { topic, partition, offset: isNew ? offset + 1n : next });
    return isNew;
  }

  /**
   * Commits to the group, which is not possible during a rebalance. Afterwards the client fetches messages
   * again from the last committed position, for the partitions that are still ours.
   */
  async commit(): Promise<void> {
    const offsets = [...this.#uncommitted.values()].map((place) => ({
      ...place,
      leaderEpoch: ANY_EPOCH,
    }));
    if (offsets.length === 0) return;
    this.#uncommitted.clear();
    try {
      await this.#consumer.commit({ offsets });
    } catch (error) {
      if (!needsRejoin(error)) throw error;
    }
  }
}

function readable(position: bigint, { first, end }: { first: bigint; end: bigint }): bigint {
  if (position < 0n) return end; // this group has not read here yet: start with new messages
  if (position < first) return first;
  return position > end ? end : position;
}

/** The client rejoins by itself, at the next heartbeat. */
function needsRejoin(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('needsRejoin' in error && error.needsRejoin === true) return true;
  return 'errors' in error && Array.isArray(error.errors) && error.errors.some(needsRejoin);
}
