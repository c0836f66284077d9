import type {
  BatchGetDeploymentGroupsOutput,
  DeploymentGroupInfo,
  GetDeploymentGroupOutput,
  ListDeploymentGroupsOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-codedeploy';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { application, applicationAt, TAGS } from './application.ts';

const within = { applicationName: ['applicationName'] };
const NOT_FOUND = { errorMessage: 'some deployment groups were not found' };

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentGroups.html */
export const deploymentGroup: SimulatedKind = {
  kind: 'AWS::CodeDeploy::DeploymentGroup',
  client: () => import('@aws-sdk/client-codedeploy'),
  parent: application,
  gone: 'DeploymentGroupDoesNotExistException',
  calls: {
    'codedeploy:ListDeploymentGroups': {
      within,
      most: 100,
      shape: (output, { applicationName }) => ({ applicationName, ...output }),
    },
    // Unknown names are omitted, with a note: AWS documents no error for them.
    'codedeploy:BatchGetDeploymentGroups': {
      within,
      of: { deploymentGroupNames: ['deploymentGroupName'] },
      batch: 100,
      missing: (names) => (names.length === 0 ? {} : NOT_FOUND),
      tooMany: 'BatchLimitExceededException',
      tooFew: 'DeploymentGroupNameRequiredException',
    },
    'codedeploy:GetDeploymentGroup': {
      within,
      of: { deploymentGroupName: ['deploymentGroupName'] },
    },
    'codedeploy:ListTagsForResource': {
      ...TAGS,
      of: { ResourceArn: ['deploymentGroupArn'] },
      claims: (name) => name.includes(':deploymentgroup:'),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const { applicationName } = applicationAt(place.parent);
    const deploymentGroupName = `group-${n}`;
    const deploymentGroupArn = `arn:aws:codedeploy:${region}:${accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
    const deploymentGroupId = place.uuid();
    const draw = place.draw();
    const serviceRoleArn = `arn:aws:iam::${accountId}:role/codedeploy`;
    const deploymentStyle = {
      deploymentType: draw % 4 === 0 ? ('BLUE_GREEN' as const) : ('IN_PLACE' as const),
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' as const,
    };
    const autoRollbackConfiguration = {
      enabled: true,
      events: ['DEPLOYMENT_FAILURE' as const],
    };
    const autoScalingGroups = [{ name: `web-${draw % 10}`, hook: `codedeploy-${draw % 10}` }];
    const tagFilter = { Key: 'role', Value: 'web', Type: 'KEY_AND_VALUE' as const };
    const hasTagSet = place.oneIn(3, 'tag set');
    const hasDeployed = n === 0 || draw % 5 !== 0;
    const endTime = place.time();
    const lastSuccessfulDeployment = {
      deploymentId: `d-${place.hex(9).toUpperCase()}`,
      status: 'Succeeded' as const,
      endTime,
      createTime: new Date(endTime.getTime() - 120_000),
    };
    const Tags = place.tags();
    const info = (): DeploymentGroupInfo => ({
      applicationName,
      deploymentGroupId,
      deploymentGroupName,
      deploymentConfigName: 'CodeDeployDefault.OneAtATime',
      serviceRoleArn,
      computePlatform: 'Server',
      terminationHookEnabled: draw % 2 === 0,
      outdatedInstancesStrategy: 'UPDATE',
      deploymentStyle,
      autoRollbackConfiguration,
      autoScalingGroups,
      triggerConfigurations: [],
      ...(hasTagSet
        ? { ec2TagSet: { ec2TagSetList: [[tagFilter]] } }
        : { ec2TagFilters: [tagFilter] }),
      ...(hasDeployed && { lastSuccessfulDeployment }),
    });
    return {
      names: { deploymentGroupName, deploymentGroupArn },
      replies: {
        'codedeploy:ListDeploymentGroups': () =>
          ({ deploymentGroups: [deploymentGroupName] }) satisfies ListDeploymentGroupsOutput,
        'codedeploy:BatchGetDeploymentGroups': () =>
          ({ deploymentGroupsInfo: [info()] }) satisfies BatchGetDeploymentGroupsOutput,
        'codedeploy:GetDeploymentGroup': () =>
          ({ deploymentGroupInfo: info() }) satisfies GetDeploymentGroupOutput,
        'codedeploy:ListTagsForResource': () => ({ Tags }) satisfies ListTagsForResourceOutput,
      },
      items: () => [
        {
          identifiers: [applicationName, deploymentGroupName],
          trails: [
            { requestParameters: { applicationName, deploymentGroupName } },
            {
              requestParameters: {
                applicationName,
                currentDeploymentGroupName: deploymentGroupName,
              },
            },
            {
              requestParameters: {
                applicationName,
                currentDeploymentGroupName: 'before',
                newDeploymentGroupName: deploymentGroupName,
              },
            },
            { requestParameters: { resourceArn: deploymentGroupArn } },
          ],
          properties: {
            ApplicationName: applicationName,
            DeploymentGroupId: deploymentGroupId,
            DeploymentGroupName: deploymentGroupName,
            DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
            ServiceRoleArn: serviceRoleArn,
            ComputePlatform: 'Server',
            TerminationHookEnabled: draw % 2 === 0,
            OutdatedInstancesStrategy: 'UPDATE',
            DeploymentStyle: deploymentStyle,
            AutoRollbackConfiguration: autoRollbackConfiguration,
            AutoScalingGroups: autoScalingGroups,
            TriggerConfigurations: [],
            ...(hasTagSet
              ? { Ec2TagSet: { ec2TagSetList: [[tagFilter]] } }
              : { Ec2TagFilters: [tagFilter] }),
            ...(hasDeployed && { LastSuccessfulDeployment: lastSuccessfulDeployment }),
            Tags,
          },
        },
      ],
    };
  },
};
