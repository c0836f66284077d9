import type {
  BatchGetDeploymentTargetsOutput,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy';
import type { Place } from '../../simulation/place.ts';
import type { UncountedKind } from '../../simulation/simulated-kind.ts';
import { applicationAt } from './application.ts';
import { deployment, deploymentAt } from './deployment.ts';

const within = { deploymentId: ['deploymentId'] };
/** A deployment that has not started has no targets. */
const none = 'DeploymentNotStartedException';
/** A target's type, and the property that has its details. */
const TYPES = {
  Server: ['InstanceTarget', 'InstanceTarget'],
  Lambda: ['LambdaTarget', 'LambdaTarget'],
  ECS: ['ECSTarget', 'EcsTarget'],
} as const;

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html */
export const deploymentTarget: UncountedKind = {
  kind: 'AWS::CodeDeploy::DeploymentTarget',
  client: () => import('@aws-sdk/client-codedeploy'),
  parent: deployment,
  count: ({ parent }) => (parent === undefined ? 0 : deploymentAt(parent).targets),
  gone: 'DeploymentTargetDoesNotExistException',
  calls: {
    'codedeploy:ListDeploymentTargets': { within, most: 100, none },
    // One unknown target fails the call.
    'codedeploy:BatchGetDeploymentTargets': {
      within,
      of: { targetIds: ['targetId'] },
      batch: 25,
      none,
      tooMany: 'DeploymentTargetListSizeExceededException',
      tooFew: 'DeploymentTargetIdRequiredException',
    },
  },
  at(place) {
    const { accountId, region } = place;
    const { deploymentId, applicationPlace, createTime } = deploymentAt(place.parent);
    const { computePlatform } = applicationAt(applicationPlace);
    const targetId = idOf(place, computePlatform);
    const targetArn = `arn:aws:codedeploy:${region}:${accountId}:target/${targetId}`;
    const lastUpdatedAt = new Date(createTime.getTime() + 60_000);
    const lifecycleEvents = [{ lifecycleEventName: 'Install', status: 'Succeeded' as const }];
    const details = {
      deploymentId,
      targetId,
      targetArn,
      status: 'Succeeded' as const,
      lastUpdatedAt,
      lifecycleEvents,
    };
    const reply = {
      Server: { deploymentTargetType: 'InstanceTarget', instanceTarget: details },
      Lambda: { deploymentTargetType: 'LambdaTarget', lambdaTarget: details },
      ECS: { deploymentTargetType: 'ECSTarget', ecsTarget: details },
    } as const;
    const [type, member] = TYPES[computePlatform];
    return {
      names: { targetId },
      replies: {
        'codedeploy:ListDeploymentTargets': () =>
          ({ targetIds: [targetId] }) satisfies ListDeploymentTargetsOutput,
        'codedeploy:BatchGetDeploymentTargets': () =>
          ({
            deploymentTargets: [reply[computePlatform]],
          }) satisfies BatchGetDeploymentTargetsOutput,
      },
      items: () => [
        {
          identifiers: [deploymentId, targetId],
          properties: {
            DeploymentId: deploymentId,
            TargetId: targetId,
            DeploymentTargetType: type,
            [member]: {
              deploymentId,
              targetId,
              targetArn,
              status: 'Succeeded',
              lastUpdatedAt,
              lifecycleEvents,
            },
          },
        },
      ],
    };
  },
};

/** An instance, a function's alias, or a service in its cluster. */
function idOf(place: Place, platform: 'Server' | 'Lambda' | 'ECS'): string {
  const { n, parent } = place;
  if (platform === 'Lambda') return `function-${parent.n}:live-${n}`;
  if (platform === 'ECS') return `cluster-${n}:service-${parent.n}`;
  return `i-${parent.hex(8)}${place.hex(9, n)}`;
}
