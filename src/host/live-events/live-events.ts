import type { Logger } from 'pino';
import type { ApplyOutcome } from '../../app/live-change/apply-outcome.ts';
import type { ChangedResource } from '../../app/live-change/changed-resource.ts';
import type { LiveKind } from '../../app/live-change/live-kind.ts';
import type { Account } from '../../aws/account.ts';
import { messageOf } from '../../lib/errors.ts';
import type { HealthCheck } from '../health-check.ts';
import type { PortGate } from '../port/port-gate.ts';
import { parseCloudTrailEvent, type CloudTrailEvent } from './cloudtrail-event.ts';
import type { EventQueue } from './event-queue.ts';
import type { LiveFault, LiveFaults } from './live-faults.ts';

export interface LiveEventsOptions {
  readonly queue: EventQueue;
  /** The kinds of the mapping that have live events; undefined while no mapping could be read. */
  kinds(): readonly LiveKind[] | undefined;
  /** All kinds that have live events; kinds outside the mapping are ignored when applied. */
  allKinds(): Promise<readonly LiveKind[]>;
  /** Whether Port is available. */
  readonly gate: Pick<PortGate, 'ready' | 'isClosedBy'>;
  /** Re-reads the resource and updates Port. Does not throw when AWS or Port fail. */
  apply(change: ChangedResource, signal: AbortSignal): Promise<ApplyOutcome>;
  /** Counts events and resources by their result. */
  count(what: 'received' | 'refused' | 'ignored' | `resource-${ApplyOutcome}`): void;
  readonly logger: Pick<Logger, 'warn' | 'debug'>;
  readonly random: () => number;
  readonly faults: Pick<LiveFaults, 'counts' | 'last'>;
}

/** The status of live events, for people. */
export interface LiveEventsStatus {
  /** Waiting resources, including those in progress. */
  readonly waiting: number;
  /** Why events are refused at the moment; undefined when they are accepted. */
  readonly problem?: string;
  /** Resources whose events were lost when the queue was opened; null when their number is unknown. */
  readonly lost?: number | null;
  /** False while there is no mapping: then everything waits. */
  readonly hasMapping: boolean;
  /** Events and resources since the start, by result. */
  readonly counts: Readonly<Record<string, number>>;
  /** Mapping faults. */
  readonly faults: {
    readonly counts: Readonly<Record<string, number>>;
    readonly last: readonly LiveFault[];
  };
}

/** The response to the sender of an event. */
export type Reception =
  | { readonly status: 202; readonly resources: number }
  | { readonly status: 400; readonly problem: string }
  | { readonly status: 503; readonly problem: string };

/** Resources read at once. */
const CONCURRENCY = 16;
/** Attempts per resource; afterwards the next resync reads it. */
const MOST_ATTEMPTS = 8;
/** AWS may still return a deleted resource for a while, or not yet return a new one. */
const SETTLE_MS = 5_000;
const SETTLE_ATTEMPTS = 3;
const LONGEST_BACKOFF_MS = 120_000;

/**
 * Receives CloudTrail events, and updates each changed resource in Port: once, however many events it has.
 */
export class LiveEvents {
  readonly #options: LiveEventsOptions;
  readonly #counts = new Map<string, number>();

  constructor(options: LiveEventsOptions) {
    this.#options = options;
  }

  get status(): LiveEventsStatus {
    const { queue, kinds, faults } = this.#options;
    const problem = this.#problem;
    return {
      waiting: queue.size,
      ...(problem !== undefined && { problem }),
      ...(queue.damage !== undefined && { lost: queue.damage.lost ?? null }),
      hasMapping: kinds() !== undefined,
      counts: Object.fromEntries(this.#counts),
      faults: { counts: faults.counts, last: faults.last },
    };
  }

  /** Can events be accepted? Losses at the start are reported, but do not make it unhealthy. */
  get health(): HealthCheck {
    const { damage } = this.#options.queue;
    const problem = this.#problem;
    const loss =
      damage === undefined
        ? undefined
        : `the queue was damaged: ${damage.lost ?? 'an unknown number of'} waiting resources were lost; the next resync reads them`;
    const detail = problem ?? loss;
    const healthy = problem === undefined;
    return { name: 'live-events', healthy, ...(detail !== undefined && { detail }) };
  }

  get #problem(): string | undefined {
    const { queue } = this.#options;
    return queue.problem ?? (queue.isFull ? 'too many events wait' : undefined);
  }

  /** Accepts one event. After a 202, its resources are on disk. */
  async receive(body: unknown): Promise<Reception> {
    const { queue, logger } = this.#options;
    this.#count('received');
    const event = parseCloudTrailEvent(body);
    if (typeof event === 'string') {
      this.#count('refused');
      return { status: 400, problem: event };
    }
    if (queue.isFull) return { status: 503, problem: 'too many events wait: send it again later' };
    const kinds = this.#options.kinds() ?? (await this.#options.allKinds());
    const changes = event.hasFailed ? [] : changesOf(event, kinds);
    if (changes.length === 0) this.#count('ignored');
    try {
      await queue.add(changes);
    } catch (error) {
      logger.warn({ problem: messageOf(error) }, 'live event refused: it cannot be saved');
      return { status: 503, problem: 'the event cannot be saved on disk: send it again later' };
    }
    return { status: 202, resources: changes.length };
  }

  /** Processes the queue until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const workers = Array.from({ length: CONCURRENCY }, () => this.#work(signal));
    await Promise.all(workers);
  }

  #count(what: Parameters<LiveEventsOptions['count']>[0]): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    this.#options.count(what);
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#options.gate.ready(signal);
      const change = await this.#options.queue.take(signal);
      if (change === undefined) return;
      await this.#handle(change, signal);
    }
  }

  async #handle(change: ChangedResource, signal: AbortSignal): Promise<void> {
    const { queue, apply, logger, gate } = this.#options;
    const { kind, accountId, region, identifiers, attempts, isDeletion } = change;
    let outcome: ApplyOutcome;
    try {
      outcome = await apply(change, signal);
    } catch (error) {
      if (signal.aborted) return; // it is on disk: the next start continues
      const isPostponed = await gate.isClosedBy(error, signal);
      outcome = isPostponed ? 'postponed' : 'failed';
      const fields = { kind, accountId, region, outcome, problem: messageOf(error) };
      logger.warn(fields, 'live event not applied');
    }
    if (signal.aborted && (outcome === 'failed' || outcome === 'postponed')) return;
    this.#count(`resource-${outcome}`);
    logger.debug({ kind, accountId, region, identifiers, outcome }, 'live event applied');
    const isEarly = isDeletion
      ? outcome === 'written' || outcome === 'unchanged'
      : outcome === 'absent' || outcome === 'deleted';
    if (outcome === 'postponed') {
      queue.giveBack(change);
    } else if (outcome === 'failed' && attempts + 1 < MOST_ATTEMPTS) {
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
 * Subscribers of another account's topic receive the event too: a resource whose ARN names another account is
 * ignored.
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
