import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  paginateListDeployments,
} from '@aws-sdk/client-codedeploy';
import { expect, test } from '@jest/globals';
import {
  deployment,
  deploymentCreated,
  deploymentId,
  target,
  targetIds,
} from '../../src/sandbox/estate/deployments.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 130;
const { settings, at, each } = await openScope({
  'AWS::CodeDeploy::Application': 4,
  'AWS::CodeDeploy::Deployment': COUNT,
});
const codedeploy = new CodeDeployClient(settings);
const ids = each('AWS::CodeDeploy::Deployment', deploymentId);

test('lists every deployment, a hundred at a time', async () => {
  const { items, pageCount } = await readAll(
    paginateListDeployments({ client: codedeploy }, {}),
    (page) => page.deployments,
  );

  expect(items).toEqual(ids);
  expect(new Set(ids).size).toBe(COUNT);
  expect(pageCount).toBe(2);
});

test('lists the deployments since a point in time', async () => {
  const start = deploymentCreated(...at(20));

  const { deployments } = await codedeploy.send(
    new ListDeploymentsCommand({ createTimeRange: { start } }),
  );

  expect(deployments).toEqual(ids.slice(0, 21));
});

test('describes deployments in an order of its own, and leaves out those it does not know', async () => {
  const asked = [...ids.slice(0, 20), 'd-ZZZZ00000'];

  const { deploymentsInfo = [] } = await codedeploy.send(
    new BatchGetDeploymentsCommand({ deploymentIds: asked }),
  );
  const one = await codedeploy.send(new GetDeploymentCommand({ deploymentId: ids[7] }));

  const byId = new Map(deploymentsInfo.map((found) => [found.deploymentId, bare(found)]));
  for (const [index, id] of ids.slice(0, 20).entries()) {
    expect(byId.get(id)).toEqual(bare(deployment(...at(index))));
  }
  expect(byId.size).toBe(20);
  expect(deploymentsInfo[0]?.deploymentId).not.toBe(ids[0]);
  expect(one.deploymentInfo).toEqual(byId.get(ids[7] ?? ''));
});

test('gives the targets of a deployment', async () => {
  for (const [index, id] of ids.slice(1, 20).entries()) {
    const listed = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId: id }));
    const { deploymentTargets } = await codedeploy.send(
      new BatchGetDeploymentTargetsCommand({
        deploymentId: id,
        targetIds: listed.targetIds?.slice(0, 1),
      }),
    );

    const expected = targetIds(...at(index + 1));
    const [first = ''] = expected;
    expect(listed.targetIds).toEqual(expected);
    expect(deploymentTargets?.map(bare)).toEqual([bare(target(...at(index + 1), first))]);
  }
});

test('fails for what is not there, for too many, for none and for a foreign token', async () => {
  const [newest = '', second = ''] = ids;
  const [first = ''] = targetIds(...at(1));
  const batch = (deploymentIds: string[]) =>
    failureOf(codedeploy.send(new BatchGetDeploymentsCommand({ deploymentIds })));
  const targets = (deploymentId: string, ...asked: string[]) =>
    failureOf(
      codedeploy.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: asked })),
    );
  const listOf = (deploymentId: string) =>
    failureOf(codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId })));
  const missing = await failureOf(
    codedeploy.send(new GetDeploymentCommand({ deploymentId: 'd-ZZZZ00000' })),
  );
  const forged = await failureOf(codedeploy.send(new ListDeploymentsCommand({ nextToken: 'x' })));

  expect(missing).toMatchObject({ name: 'DeploymentDoesNotExistException', status: 400 });
  expect(forged.name).toBe('InvalidNextTokenException');
  expect((await batch(ids.slice(0, 26))).name).toBe('BatchLimitExceededException');
  expect((await batch([])).name).toBe('DeploymentIdRequiredException');
  expect((await listOf('d-ZZZZ00000')).name).toBe('DeploymentDoesNotExistException');
  expect((await listOf(newest)).name).toBe('DeploymentNotStartedException');
  expect((await targets(second)).name).toBe('DeploymentTargetIdRequiredException');
  expect((await targets(second, first, 'other')).name).toBe(
    'DeploymentTargetDoesNotExistException',
  );
  expect((await targets(second, ...Array<string>(26).fill(first))).name).toBe(
    'DeploymentTargetListSizeExceededException',
  );
});
