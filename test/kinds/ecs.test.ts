import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/ecs/task-definition.example.ts';
import { EcsTaskDefinition } from '../../src/core/exporters/ecs/task-definition.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import {
  taskDefinition,
  taskDefinitionArn,
  taskDefinitionTags,
} from '../../src/sandbox/estate/task-definitions.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::ECS::TaskDefinition';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const REGION = 'eu-west-1';
/** Two pages of the listing, and no more than the published rate lets through in a few seconds. */
const COUNT = 110;
const ESTATE: EstateOptions = {
  seed: 'task definitions',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  taskDefinitions: COUNT,
};

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'taskDefinitions', (...place) => ({
    ...inPascalCase(taskDefinition(estate, ...place)),
    Tags: taskDefinitionTags(estate, ...place),
  }));
}

test('every task definition comes out with its own attributes, a call for each', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, READ);

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'ecs:ListTaskDefinitions': 4,
    'ecs:DescribeTaskDefinition': 2 * COUNT,
  });
});

test('a task definition that vanished meanwhile costs itself alone', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, taskDefinitions: 20 } });
  const [account = ''] = sandbox.estate.accountIds;
  const resource = taskDefinitionArn(account, REGION, 7);
  sandbox.setFaults([{ type: 'gone', account, resource }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  const left = expected(sandbox.estate).filter((item) => !item.includes(`"${resource}"`));
  expect(left).toHaveLength(39);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
});

test('one failing description costs its own attributes, a denial everyone’s, and no resource', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, taskDefinitions: 20 } });
  const [account = ''] = sandbox.estate.accountIds;
  const resource = taskDefinitionArn(account, REGION, 7);
  const operation = 'DescribeTaskDefinition';

  sandbox.setFaults([{ type: 'server-error', operation, resource }]);
  const failing = await readEstate(sandbox, READ);
  sandbox.setFaults([{ type: 'deny', operation }]);
  const denied = await readEstate(sandbox, READ);

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
  const { liveEvents } = EcsTaskDefinition;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const [arn] = example.identifiers;
  const changed = (requestParameters: Record<string, unknown>, responseElements = {}) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters,
      responseElements,
    });

  const registered = { taskDefinition: { taskDefinitionArn: arn } };
  expect(changed({ family: 'web' }, registered)).toEqual([[arn]]);
  expect(changed({ taskDefinition: 'web:7' }, registered)).toEqual([[arn]]);
  expect(changed({ taskDefinitions: ['web:7', 'web:8'] })).toEqual([['web:7'], ['web:8']]);
  expect(changed({ resourceArn: arn })).toEqual([[arn]]);
  expect(changed({ resourceArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/web' })).toEqual([]);
  expect(liveEvents?.stub(['web:7'], account, REGION)).toEqual({
    properties: { TaskDefinitionArn: arn, Family: 'web', Revision: 7 },
  });
});
