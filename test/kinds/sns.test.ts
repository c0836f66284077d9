import { expect, test } from '@jest/globals';
import { SnsTopic } from '../../src/core/exporters/sns/topic.ts';
import { topicArn, topicAttributes, topicTags } from '../../src/sandbox/estate/topics.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';

const NUMBERS = /^Subscriptions|SampleRate$/;
const FLAGS = /^(?:FifoTopic|ContentBasedDeduplication)$/;
/** More than a page. */
const MANY = 130;
const COUNT = 20;

const TOPICS: KindOfEstate = {
  kind: 'AWS::SNS::Topic',
  counted: 'AWS::SNS::Topic',
  propertiesOf(...place) {
    const attributes = Object.entries(topicAttributes(...place)).map(
      ([name, text]): [string, unknown] => {
        if (NUMBERS.test(name)) return [name, Number(text)];
        return FLAGS.test(name) ? [name, text === 'true'] : [name, text];
      },
    );
    return { ...Object.fromEntries(attributes), Tags: topicTags(...place) };
  },
};

test('every topic comes out with its own attributes and tags', async () => {
  await using world = await KindWorld.open(TOPICS, MANY);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).not.toHaveProperty('sns:ListTagsForResource');
});

test('a topic that vanishes meanwhile costs only itself', async () => {
  await using world = await KindWorld.open(TOPICS, COUNT);
  const { account } = world;
  const resource = topicArn(world.estate, account, REGION, 7);
  world.sandbox.setFaults([{ type: 'gone', resource }]);

  const result = await world.read();

  const left = world.items((owner, index) => owner === account && index === 7);
  expectWhole(result, left);
});

test('denied attributes are gaps, and every topic keeps its name and tags', async () => {
  await using world = await KindWorld.open(TOPICS, COUNT);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetTopicAttributes' }]);

  const { resources, gaps } = await world.read();

  expect(resources).toHaveLength(2 * COUNT);
  expect(gaps).toHaveLength(2 * COUNT);
  expect(gaps[0]).toMatchObject({ failure: { class: 'denied', code: 'AuthorizationError' } });
  for (const { Properties } of resources)
    expect(Object.keys(Properties)).toEqual(['TopicArn', 'Tags']);
});

test('one topic that may not be read keeps its name, and its neighbours their attributes', async () => {
  await using world = await KindWorld.open(TOPICS, COUNT);
  const denied = topicArn(world.estate, world.account, REGION, 17);
  world.sandbox.setFaults([
    {
      type: 'error',
      operation: 'GetTopicAttributes',
      resource: denied,
      code: 'AuthorizationError',
      status: 403,
    },
  ]);

  const { resources, gaps, notComplete } = await world.read();

  const whole = new Set(world.items());
  const others = resources.filter((resource) => !whole.has(canonical(resource)));
  expect(notComplete()).toEqual([]);
  expect(gaps).toMatchObject([{ identifier: denied, failure: { class: 'denied' } }]);
  expect(resources).toHaveLength(2 * COUNT);
  expect(others.map(({ Properties }) => Properties['TopicArn'])).toEqual([denied]);
});

test('without the tagging API, tags are read topic by topic with the same result', async () => {
  await using world = await KindWorld.open(TOPICS, COUNT);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const result = await world.read();

  expectWhole(result, world.items());
});

test('CloudTrail names a topic in the parameters, the answer, or as a subscription’s', () => {
  const arn = 'arn:aws:sns:eu-west-1:111122223333:orders';
  const subscriptionArn = `${arn}:0a1b2c3d`;

  expect(changedBy(SnsTopic, { name: 'orders' }, { topicArn: arn })).toEqual([[arn]]);
  expect(changedBy(SnsTopic, { topicArn: arn, protocol: 'sqs' })).toEqual([[arn]]);
  expect(changedBy(SnsTopic, { resourceArn: arn })).toEqual([[arn]]);
  expect(changedBy(SnsTopic, { subscriptionArn })).toEqual([[arn]]);
  expect(changedBy(SnsTopic, {})).toEqual([]);
});
