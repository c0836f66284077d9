import { KafkaListenerError } from './kafka-listener-error.ts';

/** Kafka's names for a refusal of who we are, which no retry changes. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
]);

/** No chain of causes is deeper than this. */
const MAX_DEPTH = 10;

/** What the client threw, as an error of ours: refused credentials, or a connection that was lost. */
export function brokerTrouble(error: unknown): KafkaListenerError {
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
  return new KafkaListenerError(`the connection to Kafka failed: ${reason}`, 'connection', error);
}

/** An error, then what led to it: causes, and the members of an aggregate. */
function* causes(
  error: unknown,
  depth = 0,
): Generator<Error & { readonly apiId?: unknown }, void, undefined> {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return;
  yield error;
  yield* causes(error.cause, depth + 1);
  if (!(error instanceof AggregateError)) return;
  for (const member of error.errors) yield* causes(member, depth + 1);
}
