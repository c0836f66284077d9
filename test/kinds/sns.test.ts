import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SnsTopic } from '../../src/core/exporters/sns/topic.ts';
import { topicArn, topicAttributes, topicTags } from '../../src/sandbox/estate/topics.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::SNS::Topic';
const region = 'eu-west-1';
const TOPICS = 250;
const NUMBERS = /^Subscriptions|SampleRate$/;
const FLAGS = /^(?:FifoTopic|ContentBasedDeduplication)$/;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    estate: { seed: 'topics', accounts: 2, regions: [region], usedRegions: 1, topics: TOPICS },
  });
});
afterEach(() => sandbox.close());

function read(): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [KIND], everything: true });
}

function expected(accountId: string, index: number): object {
  const { estate } = sandbox;
  const attributes = Object.entries(topicAttributes(estate, accountId, region, index)).map(
    ([name, text]): [string, unknown] => {
      if (NUMBERS.test(name)) return [name, Number(text)];
      return FLAGS.test(name) ? [name, text === 'true'] : [name, text];
    },
  );
  const Tags = topicTags(estate, accountId, region, index);
  return {
    Type: KIND,
    Properties: { ...Object.fromEntries(attributes), Tags },
    __ExtraContext: { AccountId: accountId, Region: region },
  };
}

function allExpected(): readonly string[] {
  return sandbox.estate.accountIds
    .flatMap((accountId) =>
      Array.from({ length: TOPICS }, (_, index) => canonical(expected(accountId, index))),
    )
    .sort();
}

test('every topic comes out with its own attributes and tags', async () => {
  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(allExpected());
  expect(sandbox.calls()).not.toHaveProperty('sns:ListTagsForResource');
});

test('a topic that vanishes meanwhile costs only itself', async () => {
  const [accountId = ''] = sandbox.estate.accountIds;
  const resource = topicArn(sandbox.estate, accountId, region, 7);
  sandbox.setFaults([{ type: 'gone', resource }]);

  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(
    allExpected().filter((item) => item !== canonical(expected(accountId, 7))),
  );
});

test('denied attributes are gaps, and every topic keeps its name and tags', async () => {
  sandbox.setFaults([{ type: 'deny', operation: 'GetTopicAttributes' }]);

  const { resources, gaps } = await read();

  expect(resources).toHaveLength(2 * TOPICS);
  expect(gaps).toHaveLength(2 * TOPICS);
  expect(gaps[0]).toMatchObject({
    action: 'GetTopicAttributesAction',
    failure: { class: 'denied', code: 'AuthorizationError' },
  });
  for (const { Properties } of resources)
    expect(Object.keys(Properties)).toEqual(['TopicArn', 'Tags']);
});

test('without the tagging API, tags are read topic by topic with the same result', async () => {
  sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(allExpected());
});

test('CloudTrail names a topic in the parameters, the answer, or as a subscription’s', () => {
  const arn = 'arn:aws:sns:eu-west-1:111122223333:orders';
  const changed = (requestParameters: Record<string, unknown>, responseElements = {}) =>
    SnsTopic.liveEvents?.resources({
      account: { id: '111122223333', name: 'example', partition: 'aws' },
      region,
      eventName: 'any',
      requestParameters,
      responseElements,
    });

  expect(changed({ name: 'orders' }, { topicArn: arn })).toEqual([[arn]]);
  expect(changed({ topicArn: arn, protocol: 'sqs' })).toEqual([[arn]]);
  expect(changed({ resourceArn: arn })).toEqual([[arn]]);
  expect(changed({ subscriptionArn: `${arn}:0a1b2c3d` })).toEqual([[arn]]);
  expect(changed({})).toEqual([]);
});

test('one topic that may not be read keeps its name, and its neighbours their attributes', async () => {
  const [account = ''] = sandbox.estate.accountIds;
  const denied = topicArn(sandbox.estate, account, region, 17);
  sandbox.setFaults([
    {
      type: 'error',
      operation: 'GetTopicAttributes',
      resource: denied,
      code: 'AuthorizationError',
      status: 403,
    },
  ]);

  const { resources, gaps, notComplete } = await read();

  const whole = new Set(allExpected());
  const others = resources.filter((resource) => !whole.has(canonical(resource)));
  expect(notComplete()).toEqual([]);
  expect(gaps).toMatchObject([{ identifier: denied, failure: { class: 'denied' } }]);
  expect(resources).toHaveLength(2 * TOPICS);
  expect(others.map(({ Properties }) => Properties['TopicArn'])).toEqual([denied]);
});
