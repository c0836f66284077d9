import {
  BatchGetDeploymentGroupsCommand,
  CodeDeployClient,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { settings } = await openScope({
  'AWS::CodeDeploy::Application': 3,
  'AWS::CodeDeploy::DeploymentGroup': 3,
  'AWS::CodeDeploy::Deployment': 20,
});
const codedeploy = new CodeDeployClient(settings);

test('groups that are not there are left out, with a remark', async () => {
  const describe = (...deploymentGroupNames: string[]) =>
    codedeploy.send(
      new BatchGetDeploymentGroupsCommand({
        applicationName: 'application-1',
        deploymentGroupNames,
      }),
    );

  expect((await describe('group-1')).errorMessage).toBeUndefined();
  expect((await describe('group-1', 'group-9')).errorMessage).toBeDefined();
});

test('lists deployments newest first, since a point in time, and rejects an end', async () => {
  const list = (createTimeRange?: { start?: Date; end?: Date }) =>
    codedeploy.send(new ListDeploymentsCommand({ createTimeRange }));
  const { deployments: all = [] } = await list();

  const { deployments } = await list({ start: new Date(Date.now() - 5 * 86_400_000) });
  const ended = await failureOf(list({ end: new Date() }));

  expect(all).toHaveLength(20);
  expect(deployments?.length).toBeGreaterThan(7);
  expect(deployments).toEqual(all.slice(0, deployments?.length));
  expect(deployments).not.toEqual(all);
  expect(ended.name).toBe('UnsupportedOperation');
});
