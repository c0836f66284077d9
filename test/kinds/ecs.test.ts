import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/ecs/task-definition.example.ts';
import { EcsTaskDefinition } from '../../src/core/exporters/ecs/task-definition.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import {
  taskDefinition,
  taskDefinitionArn,
  taskDefinitionTags,
} from '../../src/sandbox/estate/task-definitions.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const TASK_DEFINITIONS: KindOfEstate = {
  kind: 'AWS::ECS::TaskDefinition',
  counted: 'AWS::ECS::TaskDefinition',
  propertiesOf: (...place) => ({
    ...inPascalCase(taskDefinition(...place)),
    Tags: taskDefinitionTags(...place),
  }),
};
/** Two pages of the listing, and no more than the published rate lets through in a few seconds. */
const COUNT = 110;

test('every task definition comes out with its own attributes, a call for each', async () => {
  await using world = await KindWorld.open(TASK_DEFINITIONS, COUNT);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({
    'ecs:ListTaskDefinitions': 4,
    'ecs:DescribeTaskDefinition': 2 * COUNT,
  });
});

test('a task definition that vanished meanwhile costs itself alone', async () => {
  await using world = await KindWorld.open(TASK_DEFINITIONS, 20);
  const { account } = world;
  const resource = taskDefinitionArn(account, REGION, 7);
  world.sandbox.setFaults([{ type: 'gone', account, resource }]);

  const result = await world.read();

  const left = world.items((owner, index) => owner === account && index === 7);
  expectWhole(result, left);
});

test('one failing description costs its own attributes, a denial everyone’s, and no resource', async () => {
  await using world = await KindWorld.open(TASK_DEFINITIONS, 20);
  const resource = taskDefinitionArn(world.account, REGION, 7);
  const operation = 'DescribeTaskDefinition';

  world.sandbox.setFaults([{ type: 'server-error', operation, resource }]);
  const failing = await world.read({ retry: { maxAttempts: 2 } });
  world.sandbox.setFaults([{ type: 'deny', operation }]);
  const denied = await world.read();

  expect(failing.resources).toHaveLength(40);
  expect(failing.gaps).toMatchObject([
    { identifier: resource, action: 'DescribeTaskDefinitionsAction' },
  ]);
  expect(denied.gaps).toHaveLength(40);
  expect(denied.resources.map(({ Properties }) => Properties)).toContainEqual({
    TaskDefinitionArn: resource,
    Family: 'app-1',
    Revision: 3,
  });
});

test('a revision that was deregistered is not found, though ECS still describes it', async () => {
  const { taskDefinition: described } = example.replies['ecs:DescribeTaskDefinition'];
  await using served = await serve({
    ...example,
    replies: {
      'ecs:DescribeTaskDefinition': { taskDefinition: { ...described, status: 'INACTIVE' } },
    },
  });

  const single = EcsTaskDefinition.exporter.getResource(example.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});

test('CloudTrail names revisions by ARN or by name, one or many', () => {
  const changed = (parameters: object, answer?: object) =>
    changedBy(EcsTaskDefinition, parameters, answer);
  const [arn] = example.identifiers;
  const registered = { taskDefinition: { taskDefinitionArn: arn } };

  expect(changed({ family: 'web' }, registered)).toEqual([[arn]]);
  expect(changed({ taskDefinition: 'web:7' }, registered)).toEqual([[arn]]);
  expect(changed({ taskDefinitions: ['web:7', 'web:8'] })).toEqual([['web:7'], ['web:8']]);
  expect(changed({ resourceArn: arn })).toEqual([[arn]]);
  expect(changed({ resourceArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/web' })).toEqual([]);
  expect(stubOf(EcsTaskDefinition, 'web:7')).toEqual({
    properties: { TaskDefinitionArn: arn, Family: 'web', Revision: 7 },
  });
});
