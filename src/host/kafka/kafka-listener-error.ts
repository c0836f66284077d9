import { LongshoreError, type Audience } from '../../lib/errors.ts';

/**
 * What went wrong: the settings cannot be used, Kafka rejects the credentials, the connection failed or was
 * lost, the group left this listener without a partition, or a message could not be read.
 */
export type KafkaProblem =
  'configuration' | 'credentials' | 'connection' | 'no-partition' | 'unreadable-message';

const AUDIENCE = {
  configuration: 'user',
  credentials: 'operator',
  connection: 'operator',
  'no-partition': 'operator',
  'unreadable-message': 'developer',
} satisfies Record<KafkaProblem, Audience>;

const REMEDY = {
  configuration: 'set OCEAN__EVENT_LISTENER__BROKERS to host:port, host:port, …',
  credentials:
    'check that Port gave these credentials for this region, and that SECURITY_PROTOCOL is right',
  connection: 'nothing if it recovers by itself; otherwise check the network to the brokers',
  'no-partition': 'run only one process for each integration type and identifier',
  'unreadable-message': 'report it if resyncs requested in Port do not start',
} satisfies Record<KafkaProblem, string>;

/**
 * Thrown for settings or credentials that no retry can fix; only reported for errors that the listener
 * recovers from.
 */
export class KafkaListenerError extends LongshoreError {
  readonly code = 'kafka-listener';
  readonly audience: Audience;
  readonly problem: KafkaProblem;

  constructor(message: string, problem: KafkaProblem, cause?: unknown) {
    super(message, { cause, remedy: REMEDY[problem] });
    this.audience = AUDIENCE[problem];
    this.problem = problem;
  }
}
