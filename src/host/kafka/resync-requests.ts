import { systemClock, type Clock } from '../../lib/clock.ts';
import { brokerError } from './broker-error.ts';
import { connectionOptions, type KafkaConnection } from './connection-options.ts';
import { KafkaListenerError } from './kafka-listener-error.ts';
import { runKafkaSession, type KafkaRecord, type Membership } from './kafka-session.ts';
import {
  describeRequest,
  isResyncRequest,
  parseMessage,
  type ResyncMessageRules,
  type ResyncRequest,
} from './resync-message.ts';

const REQUESTS_SUFFIX = '.integration.resync.requests';
const CHANGE_LOG_SUFFIX = '.change.log';

/** Full jitter: a wait is random between 0 and a ceiling, which doubles from the first to the last. */
const FIRST_CEILING_MS = 1_000;
const LAST_CEILING_MS = 60_000;
/** A session that lasted this long ended for a new reason. */
const STEADY_MS = 60_000;
/** Unreadable messages are reported this often, with their number. */
const UNREADABLE_REPORT_MS = 60_000;

export interface KafkaResyncOptions extends KafkaConnection {
  /** From `kafkaNames`. */
  readonly topic: string;
  readonly integrationIdentifier: string;
  readonly signal: AbortSignal;
  /** Called for each request, before its offset is committed. Must not throw. */
  readonly onResync: (request: ResyncRequest) => void;
  /** Called whenever the connection is established: the first time, and after each loss. Must not throw. */
  readonly onConnected?: () => void;
  /**
   * Called for each lost connection, when the group leaves this listener without a partition, and at most
   * once a minute for unreadable messages. The listener continues by itself. Must not throw.
   */
  readonly onProblem: (error: KafkaListenerError) => void;
}

/** What a test replaces. */
export interface ListenerDependencies {
  /** @default systemClock */
  readonly clock?: Clock;
  /** Between 0 and 1. @default Math.random */
  readonly random?: () => number;
}

/** The topic and the group of an integration, as Port names them. */
export function kafkaNames(integration: {
  readonly organizationId: string;
  readonly integrationType: string;
  readonly integrationIdentifier: string;
  /** The organization has the flag `OCEAN_KAFKA_INTEGRATION_RESYNC_REQUESTS_TOPIC_ENABLED`. */
  readonly requestsTopicEnabled: boolean;
}): { readonly topic: string; readonly groupId: string } {
  const { organizationId, integrationType, integrationIdentifier } = integration;
  const suffix = integration.requestsTopicEnabled ? REQUESTS_SUFFIX : CHANGE_LOG_SUFFIX;
  return {
    topic: `${organizationId}${suffix}`,
    groupId: `${organizationId}.${integrationType}.${integrationIdentifier}`,
  };
}

/**
 * Listens until the signal aborts, and resolves once disconnected. An offset is committed after `onResync`
 * was called for it: a request may be received twice but is not lost.
 *
 * @throws KafkaListenerError for rejected credentials and unusable settings.
 */
export async function listenForResyncRequests(
  options: KafkaResyncOptions,
  { clock = systemClock, random = Math.random }: ListenerDependencies = {},
): Promise<void> {
  const { signal, onProblem } = options;
  connectionOptions(options); // unusable settings are reported before any attempt
  const session = {
    ...options,
    onRecord: recordReader(options, clock),
    onConnected: () => options.onConnected?.(),
    onNoPartition: () => {
      onProblem(
        new KafkaListenerError(
          `another member of the group ${options.groupId} reads every partition of ${options.topic}`,
          'no-partition',
        ),
      );
    },
  };
  const membership: Membership = { memberId: null };
  for (let failures = 0; !signal.aborted;) {
    const startedAt = clock.now();
    try {
      await runKafkaSession(session, membership, signal);
      return;
    } catch (error) {
      const trouble = brokerError(error);
      if (trouble.problem === 'credentials' || trouble.problem === 'configuration') throw trouble;
      onProblem(trouble);
    }
    failures = clock.now() - startedAt >= STEADY_MS ? 1 : failures + 1;
    await pause(clock, random() * ceilingMs(failures), signal);
  }
}

function ceilingMs(failures: number): number {
  return Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** (failures - 1));
}

async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Processes a record; true when it requested a resync. */
function recordReader(
  { topic, integrationIdentifier, onResync, onProblem }: KafkaResyncOptions,
  clock: Clock,
): (record: KafkaRecord) => boolean {
  const rules: ResyncMessageRules = {
    identifier: integrationIdentifier,
    topicKind: topic.endsWith(REQUESTS_SUFFIX) ? 'resync-requests' : 'change-log',
  };
  let unreadable = 0;
  let reportedAt = -Infinity;
  const skipUnreadable = () => {
    unreadable += 1;
    if (clock.now() - reportedAt < UNREADABLE_REPORT_MS) return;
    reportedAt = clock.now();
    onProblem(
      new KafkaListenerError(
        `messages of ${topic} that are not a JSON object were skipped: ${unreadable} so far`,
        'unreadable-message',
      ),
    );
  };
  return ({ value, timestamp }) => {
    if (!Buffer.isBuffer(value) || value.length === 0) return false; // a deletion has no value
    const message = parseMessage(value);
    if (message === undefined) {
      skipUnreadable();
      return false;
    }
    if (!isResyncRequest(message, rules)) return false;
    onResync({ ...timeOf(timestamp), ...describeRequest(message) });
    return true;
  };
}

/** The time of a record, as its producer set it: it may be invalid. */
function timeOf(timestamp: bigint): Pick<ResyncRequest, 'at'> {
  const date = new Date(Number(timestamp));
  return timestamp < 0n || Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() };
}
