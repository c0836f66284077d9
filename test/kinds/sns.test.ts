import { expect, test } from '@jest/globals';
import { canonical } from '../helpers/expected.ts';
import { KindWorld } from '../helpers/kind-world.ts';

const COUNT = 20;

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
