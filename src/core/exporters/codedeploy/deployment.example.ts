import type {
  BatchGetDeploymentsOutput,
  DeploymentInfo,
  GetDeploymentOutput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const deploymentId = 'd-A1B2C3D4E';

const deployment = {
  applicationName: 'checkout',
  deploymentGroupName: 'production',
  deploymentConfigName: 'CodeDeployDefault.OneAtATime',
  deploymentId,
  revision: {
    revisionType: 'S3',
    s3Location: { bucket: 'releases', key: 'checkout.zip', bundleType: 'zip' },
  },
  status: 'Succeeded',
  createTime: new Date('2024-01-02T03:04:05.678Z'),
  completeTime: new Date('2024-01-02T03:14:05Z'),
  deploymentOverview: { Pending: 0, InProgress: 0, Succeeded: 2, Failed: 0, Skipped: 0, Ready: 0 },
  creator: 'user',
  ignoreApplicationStopFailures: false,
  deploymentStatusMessages: [],
  computePlatform: 'Server',
} satisfies DeploymentInfo;

export const example = {
  identifiers: [deploymentId],
  replies: {
    'codedeploy:ListDeployments': { deployments: [deploymentId] } satisfies ListDeploymentsOutput,
    'codedeploy:BatchGetDeployments': {
      deploymentsInfo: [deployment],
    } satisfies BatchGetDeploymentsOutput,
    'codedeploy:GetDeployment': { deploymentInfo: deployment } satisfies GetDeploymentOutput,
  },
  properties: {
    DeploymentId: deploymentId,
    ApplicationName: 'checkout',
    DeploymentGroupName: 'production',
    DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
    Revision: {
      revisionType: 'S3',
      s3Location: { bucket: 'releases', key: 'checkout.zip', bundleType: 'zip' },
    },
    Status: 'Succeeded',
    CreateTime: '2024-01-02T03:04:05.678000Z',
    CompleteTime: '2024-01-02T03:14:05Z',
    DeploymentOverview: {
      Pending: 0,
      InProgress: 0,
      Succeeded: 2,
      Failed: 0,
      Skipped: 0,
      Ready: 0,
    },
    Creator: 'user',
    IgnoreApplicationStopFailures: false,
    DeploymentStatusMessages: [],
    ComputePlatform: 'Server',
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
