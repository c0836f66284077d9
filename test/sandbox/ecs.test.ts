import {
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import {
  taskDefinition,
  taskDefinitionArn,
  taskDefinitionTags,
} from '../../src/sandbox/estate/task-definitions.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const { sandbox, accountId, region, keys, at } = await openScope({
  'AWS::ECS::TaskDefinition': 12,
});
const { ecs } = clients(sandbox, region, keys);

test('lists the active task definitions, and describes each by ARN or by name', async () => {
  const pages = paginateListTaskDefinitions({ client: ecs }, { status: 'ACTIVE', maxResults: 5 });

  const { items, pageCount } = await readAll(pages, (page) => page.taskDefinitionArns);
  const inactive = await ecs.send(new ListTaskDefinitionsCommand({ status: 'INACTIVE' }));
  const byArn = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: items[6] ?? '', include: ['TAGS'] }),
  );
  const byName = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'app-1:2' }));

  const place = at(6);
  expect(items).toEqual(
    Array.from({ length: 12 }, (_, index) => taskDefinitionArn(accountId, region, index)),
  );
  expect(pageCount).toBe(3);
  expect(inactive.taskDefinitionArns ?? []).toEqual([]);
  expect(bare(byArn.taskDefinition)).toEqual(bare(taskDefinition(...place)));
  expect(byArn.tags).toEqual(taskDefinitionTags(...place));
  expect(byName.taskDefinition).toEqual(byArn.taskDefinition);
  expect(byName.tags).toBeUndefined();
});

test('does not know a task definition that is not there', async () => {
  const elsewhere = taskDefinitionArn(accountId, 'us-west-2', 0);

  for (const name of ['app-9:1', 'app-0:6', 'other', elsewhere]) {
    const failure = await failureOf(
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name })),
    );

    expect(failure).toMatchObject({
      name: 'ClientException',
      status: 400,
      message: 'Unable to describe task definition.',
    });
  }
});
