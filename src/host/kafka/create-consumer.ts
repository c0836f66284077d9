import type { Consumer } from '@platformatic/kafka';
import { connectionOptions, type KafkaConnection } from './connection-options.ts';

type Callback = (error: Error | null | undefined, result?: unknown) => void;
type Operation = (callback: Callback) => void;
type PerformWithRetry = (id: string, operation: Operation, ...rest: unknown[]) => unknown;

/** A group member that is not connected yet. The client is loaded here, when Kafka is used. */
export async function createConsumer(connection: KafkaConnection): Promise<Consumer> {
  const { Consumer, kPerformWithRetry, NetworkError } = await import('@platformatic/kafka');
  const consumer = new Consumer(connectionOptions(connection));
  const asClientError = (cause: Error) =>
    'findBy' in cause ? cause : new NetworkError('a request failed', { cause });
  const performWithRetry = (Reflect.get(consumer, kPerformWithRetry) as PerformWithRetry).bind(
    consumer,
  );
  const steadily: PerformWithRetry = (id, operation, ...rest) =>
    performWithRetry(id, steady(operation, asClientError), ...rest);
  Reflect.set(consumer, kPerformWithRetry, steadily);
  return consumer;
}

/**
 * The client throws from a socket callback, which ends the process, when the group's coordinator is no longer
 * among the brokers, or when a response cannot be parsed: its callbacks call a method that only its own
 * errors have. All requests pass here, where both become such errors.
 */
function steady(operation: Operation, asClientError: (cause: Error) => Error): Operation {
  return (callback) => {
    const state = { answered: false };
    const answer: Callback = (error, result) => {
      state.answered = true;
      callback(error ? asClientError(error) : null, result);
    };
    try {
      operation(answer);
    } catch (error) {
      if (state.answered || !(error instanceof Error)) throw error;
      answer(error);
    }
  };
}
