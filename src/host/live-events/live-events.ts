import type { Logger } from 'pino';
import type { Account } from '../../aws/account.ts';
import type { LiveEventRules } from '../../core/exporters/live-event.ts';
import { messageOf } from '../../lib/errors.ts';
import { parseCloudTrailEvent, type CloudTrailEvent } from './cloudtrail-event.ts';
import type { ChangedResource, EventQueue } from './event-queue.ts';

/** What became of reading a changed resource and writing it to Port. */
export type ApplyOutcome =
  | 'written'
  | 'unchanged'
  | 'deleted'
  /** AWS has no such resource, and Port neither. */
  | 'absent'
  /** It is not for Port: another account, a region that the mapping denies, no block of its kind. */
  | 'ignored'
  /** AWS did not let it be read: Port keeps what it has. */
  | 'denied'
  /** Another try may help. */
  | 'failed';

/** A kind as live events see it. */
export interface LiveKind {
  readonly kind: string;
  readonly rules: LiveEventRules;
}

export interface LiveEventsOptions {
  readonly queue: EventQueue;
  /** The kinds of the mapping that have live events; undefined while no mapping could be read. */
  kinds(): readonly LiveKind[] | undefined;
  /** Reads the resource anew, and makes Port agree. Does not throw for what AWS or Port do. */
  apply(change: ChangedResource, signal: AbortSignal): Promise<ApplyOutcome>;
  /** Counts what becomes of events and resources. */
  count(what: 'received' | 'refused' | 'ignored' | `resource-${ApplyOutcome}`): void;
  readonly logger: Pick<Logger, 'warn' | 'debug'>;
  readonly random: () => number;
}

/** What the sender of an event is answered. */
export type Reception =
  | { readonly status: 202; readonly resources: number }
  | { readonly status: 400; readonly problem: string }
  | { readonly status: 503; readonly problem: string };

/** Resources read at once. */
const CONCURRENCY = 16;
/** Tries of one resource; then the next resync has it. */
const MOST_ATTEMPTS = 8;
/** AWS may still show what was just deleted, or not yet what was just created. */
const SETTLE_MS = 5_000;
const SETTLE_ATTEMPTS = 3;
const LONGEST_BACKOFF_MS = 120_000;

/** Takes CloudTrail's events, and brings each changed resource into Port: once, however many events. */
export class LiveEvents {
  readonly #options: LiveEventsOptions;

  constructor(options: LiveEventsOptions) {
    this.#options = options;
  }

  /** Takes one event. When it is answered with 202, its resources are on disk. */
  async receive(body: unknown): Promise<Reception> {
    const { queue, count } = this.#options;
    count('received');
    const event = parseCloudTrailEvent(body);
    if (typeof event === 'string') {
      count('refused');
      return { status: 400, problem: event };
    }
    if (queue.isFull) return { status: 503, problem: 'too many events wait: send it again later' };
    const kinds = this.#options.kinds();
    if (kinds === undefined) {
      return { status: 503, problem: 'the mapping could not be read yet: send it again later' };
    }
    const changes = event.hasFailed ? [] : changesOf(event, kinds);
    if (changes.length === 0) count('ignored');
    await queue.add(changes);
    return { status: 202, resources: changes.length };
  }

  /** Works the queue off until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const workers = Array.from({ length: CONCURRENCY }, () => this.#work(signal));
    await Promise.all(workers);
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const change = await this.#options.queue.take(signal);
      if (change === undefined) return;
      await this.#handle(change, signal);
    }
  }

  async #handle(change: ChangedResource, signal: AbortSignal): Promise<void> {
    const { queue, apply, count, logger } = this.#options;
    const { kind, accountId, region, identifiers, attempts, isDeletion } = change;
    let outcome: ApplyOutcome;
    try {
      outcome = await apply(change, signal);
    } catch (error) {
      if (signal.aborted) return; // it is on disk: the next start has it
      logger.warn({ kind, accountId, region, problem: messageOf(error) }, 'live event failed');
      outcome = 'failed';
    }
    if (signal.aborted && outcome === 'failed') return;
    count(`resource-${outcome}`);
    logger.debug({ kind, accountId, region, identifiers, outcome }, 'live event applied');
    const isEarly = isDeletion
      ? outcome === 'written' || outcome === 'unchanged'
      : outcome === 'absent' || outcome === 'deleted';
    if (outcome === 'failed' && attempts + 1 < MOST_ATTEMPTS) {
      const longest = Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** attempts);
      await queue.retry(change, this.#options.random() * longest);
    } else if (isEarly && attempts < SETTLE_ATTEMPTS) {
      await queue.retry(change, SETTLE_MS * 2 ** attempts);
    } else {
      await queue.done(change);
    }
  }
}

function changesOf(
  { name, source, accountId, region, ...event }: CloudTrailEvent,
  kinds: readonly LiveKind[],
): readonly ChangedResource[] {
  return kinds
    .filter(({ rules }) => rules.source === source && rules.events.includes(name))
    .flatMap(({ kind, rules }) =>
      rules
        .resources({ ...event, eventName: name, region, account: accountOf(accountId, region) })
        .filter((identifiers) => identifiers.every((one) => isOwn(one, accountId)))
        .map((identifiers) => ({
          kind,
          accountId,
          region,
          identifiers: [...identifiers],
          isDeletion: rules.deletions.includes(name),
          attempts: 0,
        })),
    );
}

/**
 * Who subscribes to another account's topic has the event as well as the topic's owner: what an ARN says to
 * be another account's is none of this one.
 */
function isOwn(identifier: string, accountId: string): boolean {
  const [, , , , owner = ''] = identifier.startsWith('arn:') ? identifier.split(':') : [];
  return owner === '' || owner === accountId;
}

function accountOf(id: string, region: string): Account {
  const partition = region.startsWith('cn-')
    ? 'aws-cn'
    : region.startsWith('us-gov-')
      ? 'aws-us-gov'
      : 'aws';
  return { id, name: `Account ${id}`, partition };
}
