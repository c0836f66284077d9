import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codedeploy/deployment-group.example.ts';
import { CodeDeployDeploymentGroup } from '../../src/core/exporters/codedeploy/deployment-group.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import { applicationName } from '../../src/sandbox/estate/deploy-applications.ts';
import {
  deploymentGroup,
  deploymentGroupArn,
  deploymentGroupCount,
  deploymentGroupName,
  deploymentGroupTags,
} from '../../src/sandbox/estate/deployment-groups.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { ESTATE, expectWhole, itemsOf, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeDeploy::DeploymentGroup';
const APPLICATION = 'AWS::CodeDeploy::Application';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const APPLICATIONS = 10;
const GROUPS = 120;

let sandbox: Sandbox;
let account: string;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: {
      ...ESTATE,
      'AWS::CodeDeploy::Application': APPLICATIONS,
      'AWS::CodeDeploy::DeploymentGroup': GROUPS,
    },
  });
  account = sandbox.managementAccountId;
});
beforeEach(() => {
  sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

/** The estate's groups as raw items, without some. */
function expected(isLeftOut: (name: string, application: number) => boolean): readonly string[] {
  const items: string[] = [];
  for (const AccountId of sandbox.estate.accountIds) {
    for (let application = 0; application < APPLICATIONS; application += 1) {
      const count = deploymentGroupCount(sandbox.estate, AccountId, REGION, application);
      for (let position = 0; position < count; position += 1) {
        if (AccountId === account && isLeftOut(deploymentGroupName(position), application))
          continue;
        const place = [AccountId, REGION, application, position] as const;
        const Properties = {
          ...inPascalCase(deploymentGroup(sandbox.estate, ...place)),
          Tags: deploymentGroupTags(sandbox.estate, ...place),
        };
        const __ExtraContext = { AccountId, Region: REGION };
        items.push(canonical({ Type: KIND, Properties, __ExtraContext }));
      }
    }
  }
  return items.sort();
}

function callsOf(operation: string): number {
  return sandbox.calls()[`codedeploy:${operation}`] ?? 0;
}

test('every group of every application comes out with its own attributes and tags', async () => {
  const result = await readEstate(sandbox, READ);

  expect(result.resources).toHaveLength(2 * GROUPS);
  expectWhole(
    result,
    expected(() => false),
  );
  expect(callsOf('BatchGetDeploymentGroups')).toBe(2 * APPLICATIONS);
  expect(callsOf('GetDeploymentGroup')).toBe(0);
});

test('applications are listed once, however many kinds need them', async () => {
  const before = callsOf('ListApplications');

  const { of } = await readEstate(sandbox, { kinds: [APPLICATION, KIND] });

  expect(callsOf('ListApplications') - before).toBe(2);
  expect(of(APPLICATION)).toHaveLength(2 * APPLICATIONS);
  expect(of(KIND)).toHaveLength(2 * GROUPS);
});

test('a group that vanished meanwhile costs itself alone, one merely left out nothing', async () => {
  const gone = deploymentGroupArn(account, REGION, 3, 5);
  const omitted = deploymentGroupArn(account, REGION, 3, 6);
  sandbox.setFaults([
    { type: 'gone', account, resource: gone },
    { type: 'omit', account, resource: omitted },
  ]);

  const result = await readEstate(sandbox, READ);

  const left = expected((name, application) => name === 'group-5' && application === 3);
  expectWhole(result, left);
});

test('a batch that one group fails is read group by group', async () => {
  const resource = applicationName(3);
  const code = 'DeploymentGroupDoesNotExistException';
  sandbox.setFaults([
    { type: 'error', code, status: 400, operation: 'BatchGetDeploymentGroups', resource },
    { type: 'gone', account, resource: deploymentGroupArn(account, REGION, 3, 5) },
  ]);

  const result = await readEstate(sandbox, READ);

  const left = expected((name, application) => name === 'group-5' && application === 3);
  expectWhole(result, left);
});

test.each(['ListDeploymentGroups', 'BatchGetDeploymentGroups'])(
  'an application that vanished before %s takes only its own groups with it',
  async (operation) => {
    const before = callsOf('GetDeploymentGroup');
    const code = 'ApplicationDoesNotExistException';
    const resource = applicationName(7);
    sandbox.setFaults([{ type: 'error', code, status: 400, account, operation, resource }]);

    const result = await readEstate(sandbox, READ);

    const left = expected((_, application) => application === 7);
    expectWhole(result, left);
    expect(callsOf('GetDeploymentGroup')).toBe(before);
  },
);

test('an application whose groups may not be listed costs its own, and leaves the scope incomplete', async () => {
  const resource = applicationName(7);
  sandbox.setFaults([{ type: 'deny', account, operation: 'ListDeploymentGroups', resource }]);

  const result = await readEstate(sandbox, READ);

  const left = expected((_, application) => application === 7);
  expect(result.notComplete().map(({ outcome }) => outcome)).toEqual(['denied']);
  expect(itemsOf(result)).toEqual(left);
});

test('denied actions leave gaps and lose no group', async () => {
  sandbox.setFaults(
    ['BatchGetDeploymentGroups', 'ListTagsForResource'].map((operation) => ({
      type: 'deny',
      operation,
    })),
  );

  const { resources, gaps } = await readEstate(sandbox, READ);

  expect(resources).toHaveLength(2 * GROUPS);
  expect(gaps).toHaveLength(4 * GROUPS);
  expect(resources[0]?.Properties).toHaveProperty('ApplicationName');
  expect(resources[0]?.Properties).toHaveProperty('DeploymentGroupName');
});

test('a single fetch makes one call; an answer without the group does not say that there is none', async () => {
  await using found = await serve(example);
  await using empty = await serve({
    ...example,
    replies: { ...example.replies, 'codedeploy:GetDeploymentGroup': {} },
  });
  const { exporter } = CodeDeployDeploymentGroup;

  const { resources } = await exporter.getResource(example.identifiers, found.request([]));
  const missing = exporter.getResource(example.identifiers, empty.request([]));

  await expect(missing).rejects.toThrow(ResourceNotReadError);
  expect({ ...resources[0]?.Properties, Tags: example.properties.Tags }).toEqual(
    example.properties,
  );
  expect(found.sandbox.calls()).toEqual({ 'codedeploy:GetDeploymentGroup': 1 });
});

test('CloudTrail names groups with their application, or by ARN', () => {
  const changed = (parameters: object) => changedBy(CodeDeployDeploymentGroup, parameters);
  const resourceArn = `arn:aws:codedeploy:${REGION}:111122223333:deploymentgroup:checkout/web`;
  const ofApplication = resourceArn.replace('deploymentgroup', 'application');
  const applicationName = 'checkout';
  const found = [['checkout', 'web']];

  expect(changed({ applicationName, deploymentGroupName: 'web' })).toEqual(found);
  expect(changed({ applicationName, currentDeploymentGroupName: 'web' })).toEqual(found);
  expect(
    changed({
      applicationName,
      currentDeploymentGroupName: 'old',
      newDeploymentGroupName: 'web',
    }),
  ).toEqual(found);
  expect(changed({ resourceArn })).toEqual(found);
  expect(changed({ resourceArn: ofApplication })).toEqual([]);
  expect(changed({ applicationName })).toEqual([]);
  expect(stubOf(CodeDeployDeploymentGroup, 'checkout', 'web')).toEqual({
    properties: { ApplicationName: 'checkout', DeploymentGroupName: 'web' },
  });
});
