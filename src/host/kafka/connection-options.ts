import net from 'node:net';
import type { Broker, ConsumerOptions } from '@platformatic/kafka';
import { KafkaListenerError } from './kafka-listener-error.ts';

export type KafkaSecurity = 'SASL_SSL' | 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SSL';

export interface KafkaConnection {
  /** `host:port`, `[address]:port`, or only a host. */
  readonly brokers: readonly string[];
  readonly security: KafkaSecurity;
  readonly username?: string;
  readonly password?: string;
  readonly groupId: string;
  /** Longest time, in milliseconds, that a broker holds a fetch open without messages. */
  readonly consumerPollTimeoutMs: number;
}

const DEFAULT_PORT = 9_092;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long the group waits for a silent member: librdkafka's default. */
const SESSION_TIMEOUT_MS = 45_000;
const HEARTBEAT_INTERVAL_MS = 3_000;
/** A join is only answered after every other member has joined or its session has expired. */
const REQUEST_TIMEOUT_MS = SESSION_TIMEOUT_MS + 15_000;

/**
 * Ocean's members use this strategy, and a broker rejects members without a common strategy. Version 0 of the
 * subscription reports no owned partitions: ours are revoked at each rebalance, which the strategy allows. A
 * message that is read twice requests the same resync twice.
 */
const STRATEGY = { name: 'cooperative-sticky', version: 0 };

/** @throws KafkaListenerError when a broker is not an address, or a user name or password is missing. */
export function connectionOptions(
  connection: KafkaConnection,
): ConsumerOptions<Buffer, Buffer, Buffer, Buffer> {
  const bootstrapBrokers = connection.brokers.map(parseBroker);
  if (bootstrapBrokers.length === 0) {
    throw new KafkaListenerError('no Kafka brokers are set', 'configuration');
  }
  return {
    clientId: 'longshore',
    groupId: connection.groupId,
    bootstrapBrokers,
    ...tlsOptions(connection.security, bootstrapBrokers),
    ...saslOptions(connection),
    protocols: [STRATEGY],
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: Math.max(REQUEST_TIMEOUT_MS, 2 * connection.consumerPollTimeoutMs),
    maxWaitTime: connection.consumerPollTimeoutMs,
    autocommit: false,
    retries: 0, // the listener retries with a new connection, which also finds a coordinator that moved
  };
}

function parseBroker(broker: string): Broker {
  const parts = /^(?:\[([^\]]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(broker.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3] ?? DEFAULT_PORT);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new KafkaListenerError(`not the address of a Kafka broker: ${broker}`, 'configuration');
  }
  return { host, port };
}

/** Node sends no server name by default, and must not send one for an IP address. */
function tlsOptions(security: KafkaSecurity, brokers: readonly Broker[]) {
  if (security !== 'SASL_SSL' && security !== 'SSL') return {};
  return { tls: {}, tlsServerName: brokers.every(({ host }) => net.isIP(host) === 0) };
}

function saslOptions({ security, username, password }: KafkaConnection) {
  if (security !== 'SASL_SSL' && security !== 'SASL_PLAINTEXT') return {};
  if (username === undefined || password === undefined) {
    throw new KafkaListenerError(
      `Kafka’s ${security} needs a user name and a password`,
      'credentials',
    );
  }
  return { sasl: { mechanism: 'SCRAM-SHA-512' as const, username, password } };
}
