import { randomUUID } from 'node:crypto';
import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Admin, Producer, stringSerializers } from '@platformatic/kafka';
import type { KafkaListenerError } from '../../../src/host/kafka/kafka-listener-error.ts';
import {
  kafkaNames,
  listenForResyncRequests,
  type KafkaResyncOptions,
} from '../../../src/host/kafka/resync-requests.ts';

/** `host:port` of a broker that anyone may use; README.md starts one. */
const broker = env['LONGSHORE_KAFKA'];
/** `host:port` of the same broker, where it asks for a user name and a password. */
const guarded = env['LONGSHORE_KAFKA_SASL'];
const credentials = {
  username: env['LONGSHORE_KAFKA_USERNAME'] ?? 'longshore',
  password: env['LONGSHORE_KAFKA_PASSWORD'] ?? 'longshore-secret',
};

const DEADLINE_MS = 20_000;
const forUs = { context: { integrationId: 'mine' } };

(broker === undefined ? describe.skip : describe)('with a broker', () => {
  test('requests are received, other messages skipped, and unreadable ones reported', async () => {
    await using topic = await createTopic(true);
    await using listener = startListener(topic);
    await listener.settled();

    await topic.send('not JSON');
    await topic.send({ context: { integrationId: 'other' } });
    await topic.send({ id: 'first', ...forUs });
    await topic.send({ id: 'second', ...forUs });

    await until(() => listener.heard.length === 2);
    expect(listener.heard.map(({ id }) => id).sort()).toEqual(['first', 'second']);
    expect(listener.heard[0]?.at).toMatch(/^20\d\d-.*Z$/);
    expect(listener.told()).toEqual(['unreadable-message']);
  });

  test('the change log is read by its own rules', async () => {
    await using topic = await createTopic(false);
    await using listener = startListener(topic);
    await listener.settled();

    await topic.send({ id: 'alone', ...forUs });
    await topic.send({ id: 'asked', action: 'RESYNC', ...forUs });

    await until(() => listener.heard.length > 0);
    expect(listener.heard.map(({ id }) => id)).toEqual(['asked']);
  });

  test('a request sent while the listener was down is received later, once', async () => {
    await using topic = await createTopic(true);
    {
      await using first = startListener(topic);
      await first.settled();
    }
    await topic.send({ id: 'missed', ...forUs });
    {
      await using second = startListener(topic);
      await until(() => second.heard.length === 1);
    }
    await using third = startListener(topic);
    await third.settled();

    await topic.send({ id: 'last', ...forUs });

    await until(() => third.heard.length > 0);
    expect(third.heard.map(({ id }) => id)).toEqual(['last']);
  });

  test('a listener whose offset was deleted goes on with what is left', async () => {
    await using topic = await createTopic(true);
    {
      await using first = startListener(topic);
      await first.settled();
    }
    await topic.send({ id: 'deleted', ...forUs });
    await topic.send({ id: 'kept', ...forUs });
    await topic.deleteFirst(1n);

    await using listener = startListener(topic);

    await until(() => listener.heard.length > 0);
    expect(listener.heard.map(({ id }) => id)).toEqual(['kept']);
  });

  test('a topic that does not exist is a problem until it does', async () => {
    const missing = names(true);
    await using listener = startListener(missing);
    await until(() => listener.problems.some(({ message }) => message.includes('Unknown topic')));

    await using topic = await createTopic(true, missing);
    await delay(3_000); // longer than the first waits between two tries
    await topic.send({ id: 'at last', ...forUs });

    await until(() => listener.heard.length > 0);
    expect(listener.heard.map(({ id }) => id)).toEqual(['at last']);
  });
});

(guarded === undefined ? describe.skip : describe)('with a broker that asks who we are', () => {
  test('SCRAM-SHA-512 lets us in', async () => {
    await using topic = await createTopic(true);
    await using listener = startListener(topic, {
      brokers: [guarded ?? ''],
      security: 'SASL_PLAINTEXT',
      ...credentials,
    });
    await listener.settled();

    await topic.send({ id: 'one', ...forUs });

    await until(() => listener.heard.length === 1);
  });

  test.each([
    ['password', { ...credentials, password: 'wrong-password' }],
    ['user name', { ...credentials, username: 'wrong-user' }],
  ])('a wrong %s is thrown', async (_, wrong) => {
    await using listener = startListener(names(true), {
      brokers: [guarded ?? ''],
      security: 'SASL_PLAINTEXT',
      ...wrong,
    });

    await expect(listener.ended).rejects.toMatchObject({ problem: 'credentials' });
    await expect(listener.ended).rejects.not.toThrow(wrong.password);
  });
});

type Names = ReturnType<typeof kafkaNames>;

function names(requestsTopicEnabled: boolean): Names {
  return kafkaNames({
    organizationId: `org_${randomUUID()}`,
    integrationType: 'aws-v3',
    integrationIdentifier: 'mine',
    requestsTopicEnabled,
  });
}

async function createTopic(requestsTopicEnabled: boolean, known?: Names) {
  const { topic, groupId } = known ?? names(requestsTopicEnabled);
  const client = { clientId: 'test', bootstrapBrokers: [broker ?? ''] };
  const admin = new Admin(client);
  const producer = new Producer({ ...client, serializers: stringSerializers });
  await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 });
  return {
    topic,
    groupId,
    async send(message: unknown) {
      const value = typeof message === 'string' ? message : JSON.stringify(message);
      await producer.send({ messages: [{ topic, value }] });
    },
    async deleteFirst(offset: bigint) {
      await admin.deleteRecords({
        topics: [{ name: topic, partitions: [{ partition: 0, offset }] }],
      });
    },
    async [Symbol.asyncDispose]() {
      await admin.deleteTopics({ topics: [topic] });
      await producer.close();
      await admin.close();
    },
  };
}

function startListener({ topic, groupId }: Names, settings: Partial<KafkaResyncOptions> = {}) {
  const controller = new AbortController();
  const heard: { id?: string; at?: string }[] = [];
  const problems: KafkaListenerError[] = [];
  const ended = listenForResyncRequests({
    brokers: [broker ?? ''],
    security: 'PLAINTEXT',
    topic,
    groupId,
    integrationIdentifier: 'mine',
    consumerPollTimeoutMs: 100,
    signal: controller.signal,
    onResync: (request) => heard.push(request),
    onProblem: (problem) => problems.push(problem),
    ...settings,
  });
  ended.catch(() => undefined);
  return {
    heard,
    problems,
    ended,
    /** The problems, without those of a broker that is starting. */
    told: () => problems.map(({ problem }) => problem).filter((kind) => kind !== 'connection'),
    /** The group has a position: what is sent from now on will be heard. */
    async settled() {
      const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker ?? ''] });
      await until(async () => (await positionOf(admin, groupId, topic)) >= 0n);
      await admin.close();
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended.catch(() => undefined);
    },
  };
}

async function positionOf(admin: Admin, groupId: string, topic: string): Promise<bigint> {
  const asked = { groupId, topics: [{ name: topic, partitionIndexes: [0] }] };
  try {
    const [group] = await admin.listConsumerGroupOffsets({ groups: [asked] });
    return group?.topics[0]?.partitions[0]?.committedOffset ?? -1n;
  } catch {
    return -1n; // the group is not there yet
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to pass in time');
    await delay(50);
  }
}
