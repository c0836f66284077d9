import {
  BatchGetDeploymentGroupsCommand,
  CodeDeployClient,
  GetDeploymentGroupCommand,
  ListDeploymentGroupsCommand,
  ListTagsForResourceCommand,
  paginateListDeploymentGroups,
} from '@aws-sdk/client-codedeploy';
import { expect, test } from '@jest/globals';
import { applicationName } from '../../src/sandbox/estate/deploy-applications.ts';
import {
  deploymentGroup,
  deploymentGroupArn,
  deploymentGroupName,
  deploymentGroupTags,
} from '../../src/sandbox/estate/deployment-groups.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 121;
const application = applicationName(0);
const { estate, accountId, region, settings } = await openScope({
  'AWS::CodeDeploy::Application': 2,
  'AWS::CodeDeploy::DeploymentGroup': 2 * COUNT - 1,
});
const codedeploy = new CodeDeployClient(settings);

test('lists the groups of each application, a hundred at a time', async () => {
  const listed = (name: string) =>
    readAll(
      paginateListDeploymentGroups({ client: codedeploy }, { applicationName: name }),
      (page) => page.deploymentGroups,
    );

  const first = await listed(application);
  const second = await listed(applicationName(1));

  const names = Array.from({ length: COUNT }, (_, position) => deploymentGroupName(position));
  expect(first).toEqual({ items: names, pageCount: 2 });
  expect(second).toEqual({ items: names.slice(0, -1), pageCount: 2 });
});

test('describes groups in an order of its own, leaves out the missing, and one alone', async () => {
  const asked = [3, 4, 5].map(deploymentGroupName);

  const { deploymentGroupsInfo = [], errorMessage } = await codedeploy.send(
    new BatchGetDeploymentGroupsCommand({
      applicationName: application,
      deploymentGroupNames: [...asked, 'group-999'],
    }),
  );
  const { deploymentGroupInfo } = await codedeploy.send(
    new GetDeploymentGroupCommand({ applicationName: application, deploymentGroupName: asked[0] }),
  );

  const expected = [5, 4, 3].map((position) =>
    bare(deploymentGroup(estate, accountId, region, 0, position)),
  );
  expect(deploymentGroupsInfo.map(bare)).toEqual(expected);
  expect(errorMessage).toBeDefined();
  expect(bare(deploymentGroupInfo)).toEqual(expected[2]);
});

test('gives the tags of a group', async () => {
  for (let position = 0; position < 20; position += 1) {
    const ResourceArn = deploymentGroupArn(accountId, region, 1, position);

    const { Tags } = await codedeploy.send(new ListTagsForResourceCommand({ ResourceArn }));

    expect(Tags).toEqual(deploymentGroupTags(estate, accountId, region, 1, position));
  }
});

test('fails for what is not there, and for too many or no names', async () => {
  const batch = (applicationName: string, deploymentGroupNames: string[]) =>
    failureOf(
      codedeploy.send(
        new BatchGetDeploymentGroupsCommand({ applicationName, deploymentGroupNames }),
      ),
    );
  const names = Array.from({ length: 101 }, (_, position) => deploymentGroupName(position));
  const other = 'application-999';

  const unknown = await failureOf(
    codedeploy.send(new ListDeploymentGroupsCommand({ applicationName: other })),
  );
  const ofUnknown = await batch(other, ['group-0']);
  const many = await batch(application, names);
  const none = await batch(application, []);
  const group = await failureOf(
    codedeploy.send(
      new GetDeploymentGroupCommand({
        applicationName: application,
        deploymentGroupName: 'group-999',
      }),
    ),
  );

  expect(unknown).toMatchObject({ name: 'ApplicationDoesNotExistException', status: 400 });
  expect(ofUnknown.name).toBe('ApplicationDoesNotExistException');
  expect(many.name).toBe('BatchLimitExceededException');
  expect(none.name).toBe('DeploymentGroupNameRequiredException');
  expect(group).toMatchObject({ name: 'DeploymentGroupDoesNotExistException', status: 400 });
});
