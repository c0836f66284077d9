import { DescribeTaskDefinitionCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { clients, failureOf, openScope } from './clients.ts';

const { sandbox, accountId, region, keys } = await openScope({
  'AWS::ECS::TaskDefinition': 12,
});
const { ecs } = clients(sandbox, region, keys);

test('a task definition is described by ARN or by name, with its tags when they are asked for', async () => {
  const { taskDefinitionArns: [, , , , , , taskDefinition = ''] = [] } = await ecs.send(
    new ListTaskDefinitionsCommand({ status: 'ACTIVE' }),
  );

  const byArn = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  const byName = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'app-1:2' }));

  expect(byArn.taskDefinition).toMatchObject({ family: 'app-1', revision: 2 });
  expect(byName.taskDefinition).toEqual(byArn.taskDefinition);
  expect(byArn.tags).toBeDefined();
  expect(byName.tags).toBeUndefined();
});

test('no task definition is inactive, and one that is not there cannot be described', async () => {
  const inactive = await ecs.send(new ListTaskDefinitionsCommand({ status: 'INACTIVE' }));
  const elsewhere = `arn:aws:ecs:us-west-2:${accountId}:task-definition/app-0:1`;

  expect(inactive.taskDefinitionArns ?? []).toEqual([]);
  for (const taskDefinition of ['app-9:1', 'app-0:6', 'other', elsewhere]) {
    const failure = await failureOf(
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition })),
    );

    expect(failure).toMatchObject({
      name: 'ClientException',
      status: 400,
      message: 'Unable to describe task definition.',
    });
  }
});
