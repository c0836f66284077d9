import type {
  BatchGetDeploymentTargetsOutput,
  ListDeploymentsOutput,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const deploymentId = 'd-A1B2C3D4E';
const targetId = 'web:checkout';
const targetArn = `arn:aws:ecs:eu-west-1:${EXAMPLE_ACCOUNT}:service/web/checkout`;

export const example = {
  identifiers: [deploymentId, targetId],
  replies: {
    'codedeploy:ListDeployments': { deployments: [deploymentId] } satisfies ListDeploymentsOutput,
    'codedeploy:ListDeploymentTargets': {
      targetIds: [targetId],
    } satisfies ListDeploymentTargetsOutput,
    'codedeploy:BatchGetDeploymentTargets': {
      deploymentTargets: [
        {
          deploymentTargetType: 'ECSTarget',
          ecsTarget: {
            deploymentId,
            targetId,
            targetArn,
            lastUpdatedAt: new Date('2024-01-02T03:04:05.678Z'),
            lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Succeeded' }],
            status: 'Succeeded',
          },
        },
      ],
    } satisfies BatchGetDeploymentTargetsOutput,
  },
  properties: {
    DeploymentId: deploymentId,
    TargetId: targetId,
    DeploymentTargetType: 'ECSTarget',
    EcsTarget: {
      deploymentId,
      targetId,
      targetArn,
      lastUpdatedAt: '2024-01-02T03:04:05.678000Z',
      lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Succeeded' }],
      status: 'Succeeded',
    },
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
