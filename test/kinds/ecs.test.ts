import { expect, test } from '@jest/globals';
import { EcsTaskDefinition } from '../../src/core/exporters/ecs/task-definition.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openScopes } from '../conformance/harness.ts';
import { ESTATE, KindWorld, REGION } from '../helpers/kind-world.ts';

const KIND = 'AWS::ECS::TaskDefinition';
const ARN = `arn:aws:ecs:${REGION}:111122223333:task-definition/web:7`;

test('one failing description costs its own attributes, a denial everyone’s, and no resource', async () => {
  await using world = await KindWorld.open(KIND, 20);
  const resource = `arn:aws:ecs:${REGION}:${world.account}:task-definition/app-1:3`;
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
  await using sandbox = await startSandbox({
    estate: ESTATE,
    replies: {
      'ecs:DescribeTaskDefinition': () => ({
        taskDefinition: { taskDefinitionArn: ARN, status: 'INACTIVE' },
      }),
    },
  });
  using scopes = openScopes(sandbox, { accountId: sandbox.managementAccountId, region: REGION });

  const single = EcsTaskDefinition.exporter.getResource([ARN], scopes.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});
