import { expect, test } from '@jest/globals';
import { SnsTopic } from '../../src/core/exporters/sns/topic.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { KindWorld } from '../helpers/kind-world.ts';

const COUNT = 20;

test('tags are read by the hundred, in pages of topics', async () => {
  await using world = await KindWorld.open('AWS::SNS::Topic', 130);

  await world.read();

  expect(world.calls).toMatchObject({ 'sns:ListTopics': 4, 'sns:GetTopicAttributes': 260 });
  expect(world.calls).not.toHaveProperty('sns:ListTagsForResource');
});

test('a topic that may not be read keeps its ARN and tags, and its neighbours all they have', async () => {
  await using world = await KindWorld.open('AWS::SNS::Topic', COUNT);
  const { resources: all } = await world.read();
  const denied = all[17]?.Properties['TopicArn'] as string;
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
  const [lost, ...others] = resources.filter((resource) => !whole.has(canonical(resource)));
  expect(notComplete()).toEqual([]);
  expect(gaps).toMatchObject([{ identifier: denied, failure: { class: 'denied' } }]);
  expect(resources).toHaveLength(2 * COUNT);
  expect(others).toEqual([]);
  expect(Object.keys(lost?.Properties ?? {})).toEqual(['TopicArn', 'Tags']);
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
