import { KafkaListenerError } from './kafka-listener-error.ts';

/** Kafka's error codes for rejected credentials, which no retry fixes. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
]);

/** Longest chain of causes that is followed. */
const MAX_DEPTH = 10;

/** The client's error as one of ours: rejected credentials, or a lost connection. */
export function brokerError(error: unknown): KafkaListenerError {
  if (error instanceof KafkaListenerError) return error;
  const chain = [...causes(error)];
  if (chain.some((cause) => REFUSALS.has(cause.apiId))) {
    return new KafkaListenerError(
      'Kafka refuses the user name or the password',
      'credentials',
      error,
    );
  }
  const root = chain.findLast((cause) => cause.message !== '');
  const name = typeof root?.apiId === 'string' ? `${root.apiId}: ` : '';
  const reason = root === undefined ? 'unknown reason' : `${name}${root.message}`;
  return new KafkaListenerError(`Kafka listener failed: ${reason}`, 'connection', error);
}

/** The parts of a client error that are read: its classes vary, and need not be loaded. */
interface Cause {
  readonly message: string;
  readonly apiId?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** An error, then its causes and the members of an aggregate. */
function* causes(error: unknown, depth = 0): Generator<Cause, void, undefined> {
  if (!isCause(error) || depth > MAX_DEPTH) return;
  yield error;
  yield* causes(error.cause, depth + 1);
  if (!Array.isArray(error.errors)) return;
  for (const member of error.errors) yield* causes(member, depth + 1);
}

function isCause(error: unknown): error is Cause {
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  );
}
