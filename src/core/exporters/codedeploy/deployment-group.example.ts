import type {
  BatchGetDeploymentGroupsOutput,
  DeploymentGroupInfo,
  GetDeploymentGroupOutput,
  ListApplicationsOutput,
  ListDeploymentGroupsOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-codedeploy';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const serviceRoleArn = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codedeploy`;
const info: DeploymentGroupInfo = {
  applicationName: 'checkout',
  deploymentGroupId: '0f4b1c22-7a7e-4f5e-9a55-1c2d3e4f5a6b',
  deploymentGroupName: 'web',
  deploymentConfigName: 'CodeDeployDefault.OneAtATime',
  serviceRoleArn,
  computePlatform: 'Server',
  terminationHookEnabled: false,
  deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
  ec2TagSet: { ec2TagSetList: [[{ Key: 'role', Value: 'web', Type: 'KEY_AND_VALUE' }]] },
  autoScalingGroups: [{ name: 'web', hook: 'codedeploy-web' }],
  lastSuccessfulDeployment: {
    deploymentId: 'd-A1B2C3D4E',
    status: 'Succeeded',
    endTime: new Date('2024-01-02T03:04:05.678Z'),
  },
};

export const example = {
  identifiers: ['checkout', 'web'],
  replies: {
    'codedeploy:ListApplications': { applications: ['checkout'] } satisfies ListApplicationsOutput,
    'codedeploy:ListDeploymentGroups': {
      applicationName: 'checkout',
      deploymentGroups: ['web'],
    } satisfies ListDeploymentGroupsOutput,
    'codedeploy:BatchGetDeploymentGroups': {
      deploymentGroupsInfo: [info],
    } satisfies BatchGetDeploymentGroupsOutput,
    'codedeploy:GetDeploymentGroup': {
      deploymentGroupInfo: info,
    } satisfies GetDeploymentGroupOutput,
    'codedeploy:ListTagsForResource': {
      Tags: [{ Key: 'team', Value: 'checkout' }],
    } satisfies ListTagsForResourceOutput,
  },
  properties: {
    ApplicationName: 'checkout',
    DeploymentGroupId: '0f4b1c22-7a7e-4f5e-9a55-1c2d3e4f5a6b',
    DeploymentGroupName: 'web',
    DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
    ServiceRoleArn: serviceRoleArn,
    ComputePlatform: 'Server',
    TerminationHookEnabled: false,
    DeploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
    Ec2TagSet: { ec2TagSetList: [[{ Key: 'role', Value: 'web', Type: 'KEY_AND_VALUE' }]] },
    AutoScalingGroups: [{ name: 'web', hook: 'codedeploy-web' }],
    LastSuccessfulDeployment: {
      deploymentId: 'd-A1B2C3D4E',
      status: 'Succeeded',
      endTime: '2024-01-02T03:04:05.678000Z',
    },
    Tags: [{ Key: 'team', Value: 'checkout' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
