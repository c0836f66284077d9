import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetApplicationCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-codedeploy';
import { owner, pages, pascal, range, TAGS, type KindContract } from '../contract.ts';
import type { Place } from '../place.ts';

async function* applicationNames(place: Place): AsyncGenerator<string, void> {
  const lists = pages(
    (nextToken) => place.of(CodeDeployClient).send(new ListApplicationsCommand({ nextToken })),
    (page) => page.nextToken,
  );
  for await (const { applications = [] } of lists) yield* applications;
}

export const codedeployApplication: KindContract = {
  kind: 'AWS::CodeDeploy::Application',
  reach: 'region',
  key: ['ApplicationName'],
  async seed(place) {
    const codedeploy = place.of(CodeDeployClient);
    await codedeploy.send(
      new CreateApplicationCommand({
        applicationName: 'orders',
        computePlatform: 'Server',
        tags: [...TAGS],
      }),
    );
    await codedeploy.send(
      new CreateApplicationCommand({ applicationName: 'bare', computePlatform: 'ECS' }),
    );
  },
  async *expected(place) {
    const codedeploy = place.of(CodeDeployClient);
    for await (const applicationName of applicationNames(place)) {
      const { application } = await codedeploy.send(new GetApplicationCommand({ applicationName }));
      const { Tags = [] } = await codedeploy.send(
        new ListTagsForResourceCommand({
          ResourceArn: `arn:aws:codedeploy:${place.region}:${place.accountId}:application:${applicationName}`,
        }),
      );
      yield { properties: { ...pascal(application), Tags }, context: owner(place) };
    }
  },
  identifiers: ({ properties }) => [String(properties['ApplicationName'])],
  missing: () => ['not-there'],
};

export const codedeployDeploymentGroup: KindContract = {
  kind: 'AWS::CodeDeploy::DeploymentGroup',
  after: ['AWS::CodeDeploy::Application'],
  reach: 'region',
  key: ['ApplicationName', 'DeploymentGroupName'],
  /** Created after the applications. */
  async seed(place) {
    const codedeploy = place.of(CodeDeployClient);
    const serviceRoleArn = `arn:aws:iam::${place.accountId}:role/deploy`;
    await codedeploy.send(
      new CreateDeploymentGroupCommand({
        applicationName: 'orders',
        deploymentGroupName: 'production',
        serviceRoleArn,
        deploymentConfigName: 'CodeDeployDefault.OneAtATime',
        ec2TagSet: { ec2TagSetList: [[{ Key: 'team', Value: 'orders', Type: 'KEY_AND_VALUE' }]] },
        autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
        alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
        deploymentStyle: {
          deploymentType: 'IN_PLACE',
          deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
        },
        outdatedInstancesStrategy: 'UPDATE',
        triggerConfigurations: [
          {
            triggerName: 'all',
            triggerTargetArn: 'arn:aws:sns:x',
            triggerEvents: ['DeploymentStart'],
          },
        ],
        tags: [...TAGS],
      }),
    );
    await codedeploy.send(
      new CreateDeploymentGroupCommand({
        applicationName: 'bare',
        deploymentGroupName: 'bare',
        serviceRoleArn,
      }),
    );
  },
  async *expected(place) {
    const codedeploy = place.of(CodeDeployClient);
    for await (const applicationName of applicationNames(place)) {
      const lists = pages(
        (nextToken) =>
          codedeploy.send(new ListDeploymentGroupsCommand({ applicationName, nextToken })),
        (page) => page.nextToken,
      );
      for await (const { deploymentGroups = [] } of lists) {
        for (const deploymentGroupName of deploymentGroups) {
          const { deploymentGroupInfo } = await codedeploy.send(
            new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }),
          );
          const { Tags = [] } = await codedeploy.send(
            new ListTagsForResourceCommand({
              ResourceArn: `arn:aws:codedeploy:${place.region}:${place.accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`,
            }),
          );
          yield { properties: { ...pascal(deploymentGroupInfo), Tags }, context: owner(place) };
        }
      }
    }
  },
  identifiers: ({ properties }) => [
    String(properties['ApplicationName']),
    String(properties['DeploymentGroupName']),
  ],
  missing: () => ['orders', 'not-there'],
};

export const codedeployDeployment: KindContract = {
  kind: 'AWS::CodeDeploy::Deployment',
  after: ['AWS::CodeDeploy::DeploymentGroup'],
  reach: 'region',
  key: ['DeploymentId'],
  /** Created after the groups. */
  async seed(place) {
    const codedeploy = place.of(CodeDeployClient);
    for (const index of range(place.isLarge ? 60 : 4)) {
      await codedeploy.send(
        new CreateDeploymentCommand({
          applicationName: 'orders',
          deploymentGroupName: 'production',
          deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
          description: `release ${index}`,
          ignoreApplicationStopFailures: true,
          fileExistsBehavior: 'OVERWRITE',
          updateOutdatedInstancesOnly: true,
          autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
          revision: {
            revisionType: 'S3',
            s3Location: { bucket: 'releases', key: `${index}.zip`, bundleType: 'zip' },
          },
        }),
      );
    }
  },
  async *expected(place) {
    const codedeploy = place.of(CodeDeployClient);
    const lists = pages(
      (nextToken) => codedeploy.send(new ListDeploymentsCommand({ nextToken })),
      (page) => page.nextToken,
    );
    for await (const { deployments = [] } of lists) {
      for (const deploymentId of deployments) {
        const { deploymentInfo } = await codedeploy.send(
          new GetDeploymentCommand({ deploymentId }),
        );
        yield { properties: pascal(deploymentInfo), context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['DeploymentId'])],
  missing: () => ['d-000000000'],
};
