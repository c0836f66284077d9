import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CodeDeployDeploymentGroup } from '../../src/core/exporters/codedeploy/deployment-group.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import { deploymentGroup } from '../../src/sandbox/kinds/codedeploy/deployment-group.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { itemsOfEstate, workedExample } from '../conformance/worked-example.ts';
import { openScopes } from '../conformance/harness.ts';
import { ESTATE, expectWhole, REGION } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeDeploy::DeploymentGroup';
const APPLICATION = 'AWS::CodeDeploy::Application';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const APPLICATIONS = 10;
/** Of each application. */
const GROUPS = 12;

let sandbox: Sandbox;
let account: string;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: { ...ESTATE, [APPLICATION]: APPLICATIONS, [KIND]: GROUPS },
  });
  account = sandbox.managementAccountId;
});
beforeEach(() => {
  sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

/** The groups of both accounts, without one application's, or without one of its groups. */
function itemsWithout(application: number, group?: number): readonly string[] {
  return itemsOfEstate(
    deploymentGroup,
    sandbox.estate,
    ({ accountId, parent, n }) =>
      accountId !== account || parent.n !== application || (group !== undefined && n !== group),
  );
}

function groupArn(application: number, group: number): string {
  const name = `application-${application}/group-${group}`;
  return `arn:aws:codedeploy:${REGION}:${account}:deploymentgroup:${name}`;
}

function callsOf(operation: string): number {
  return sandbox.calls()[`codedeploy:${operation}`] ?? 0;
}

test('a group that vanished meanwhile costs itself alone, one merely left out nothing', async () => {
  const gone = groupArn(3, 5);
  const omitted = groupArn(3, 6);
  sandbox.setFaults([
    { type: 'gone', account, resource: gone },
    { type: 'omit', account, resource: omitted },
  ]);

  const result = await readEstate(sandbox, READ);

  expectWhole(result, itemsWithout(3, 5));
});

test('a batch that one group fails is read group by group', async () => {
  const resource = 'application-3';
  const code = 'DeploymentGroupDoesNotExistException';
  sandbox.setFaults([
    { type: 'error', code, status: 400, operation: 'BatchGetDeploymentGroups', resource },
    { type: 'gone', account, resource: groupArn(3, 5) },
  ]);

  const result = await readEstate(sandbox, READ);

  expectWhole(result, itemsWithout(3, 5));
});

test('an application that vanished before its groups were described takes only these with it', async () => {
  const before = callsOf('GetDeploymentGroup');
  const operation = 'BatchGetDeploymentGroups';
  const code = 'ApplicationDoesNotExistException';
  const resource = 'application-7';
  sandbox.setFaults([{ type: 'error', code, status: 400, account, operation, resource }]);

  const result = await readEstate(sandbox, READ);

  expectWhole(result, itemsWithout(7));
  expect(callsOf('GetDeploymentGroup')).toBe(before);
});

test('a single fetch makes one call; an answer without the group does not say that there is none', async () => {
  const { identifiers, properties, serve } = workedExample(deploymentGroup);
  await using found = await serve();
  await using empty = await startSandbox({
    estate: ESTATE,
    replies: { 'codedeploy:GetDeploymentGroup': () => ({}) },
  });
  using scopes = openScopes(empty, { accountId: empty.managementAccountId, region: REGION });
  const { exporter } = CodeDeployDeploymentGroup;

  const { resources } = await exporter.getResource(identifiers, found.request([]));
  const missing = exporter.getResource(identifiers, scopes.request([]));

  await expect(missing).rejects.toThrow(ResourceNotReadError);
  expect(properties).toMatchObject(resources[0]?.Properties ?? {});
  expect(found.sandbox.calls()).toEqual({ 'codedeploy:GetDeploymentGroup': 1 });
});
