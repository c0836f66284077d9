import type { DeploymentInfo, DeploymentTarget } from '@aws-sdk/client-codedeploy';
import { application, applicationName } from './deploy-applications.ts';
import { deploymentGroupCount, deploymentGroupName } from './deployment-groups.ts';
import type { Estate } from './estate.ts';
import { recentTime } from './recent-times.ts';

type Platform = 'Server' | 'Lambda' | 'ECS';

/** The identifier of a region's deployment: number 0 is the newest. */
export function deploymentId(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): string {
  const draw = estate.draw('deployment', accountId, region, index);
  return `d-${base36(index, 4)}${base36(draw % 36 ** 5, 5)}`;
}

/** The position of a deployment; undefined when there is none here. */
export function deploymentIndex(
  estate: Estate,
  accountId: string,
  region: string,
  id: string,
): number | undefined {
  const index = Number.parseInt(/^d-([0-9A-Z]{4})[0-9A-Z]{5}$/.exec(id)?.[1] ?? '', 36);
  if (!(index < estate.countOf('AWS::CodeDeploy::Deployment', accountId, region))) return undefined;
  return deploymentId(estate, accountId, region, index) === id ? index : undefined;
}

export function deploymentCreated(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Date {
  return recentTime(estate, index, 'deployment', accountId, region);
}

/** What BatchGetDeployments says of a deployment. The newest one has not started yet. */
export function deployment(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): DeploymentInfo {
  const draw = estate.draw('deployment', accountId, region, index);
  const created = deploymentCreated(estate, accountId, region, index);
  const isStarted = index > 0;
  const count = targetIds(estate, accountId, region, index).length;
  return {
    applicationName: applicationName(applicationOf(estate, accountId, region, index)),
    deploymentGroupName: groupOf(estate, accountId, region, index),
    deploymentConfigName: 'CodeDeployDefault.OneAtATime',
    deploymentId: deploymentId(estate, accountId, region, index),
    revision: {
      revisionType: 'S3',
      s3Location: { bucket: `releases-${accountId}`, key: `${index}.zip`, bundleType: 'zip' },
    },
    status: isStarted ? (draw % 5 === 0 ? 'Failed' : 'Succeeded') : 'Created',
    createTime: created,
    ...(isStarted && {
      startTime: new Date(created.getTime() + 1_000),
      completeTime: new Date(created.getTime() + (draw % 3_600) * 1_000),
      deploymentOverview: {
        Pending: 0,
        InProgress: 0,
        Succeeded: count,
        Failed: 0,
        Skipped: 0,
        Ready: 0,
      },
    }),
    ...(draw % 3 === 0 && { description: `Release ${index}` }),
    creator: draw % 2 === 0 ? 'user' : 'autoscaling',
    ignoreApplicationStopFailures: false,
    updateOutdatedInstancesOnly: false,
    deploymentStyle: {
      deploymentType: 'IN_PLACE',
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
    },
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform: platformOf(estate, accountId, region, index),
  };
}

/** What a deployment deploys to; nothing as long as it has not started. */
export function targetIds(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): readonly string[] {
  if (index === 0) return [];
  const draw = estate.draw('deployment', accountId, region, index);
  const platform = platformOf(estate, accountId, region, index);
  if (platform === 'Lambda') return [`function-${index}`];
  if (platform === 'ECS') return [`cluster-${index % 3}:service-${index}`];
  const count = draw % 11 === 0 ? 40 : 1 + (draw % 5);
  return Array.from(
    { length: count },
    (_, position) => `i-${(draw % 0xff_ffff).toString(16).padStart(9, '0')}${hex(position, 8)}`,
  );
}

/** What BatchGetDeploymentTargets says of a target. */
export function target(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
  targetId: string,
): DeploymentTarget {
  const details = {
    deploymentId: deploymentId(estate, accountId, region, index),
    targetId,
    targetArn: `arn:aws:codedeploy:${region}:${accountId}:target/${targetId}`,
    status: 'Succeeded',
    lastUpdatedAt: new Date(deploymentCreated(estate, accountId, region, index).getTime() + 60_000),
    lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Succeeded' }],
  } as const;
  const copy = { ...details, lifecycleEvents: [...details.lifecycleEvents] };
  const platform = platformOf(estate, accountId, region, index);
  if (platform === 'Lambda') return { deploymentTargetType: 'LambdaTarget', lambdaTarget: copy };
  if (platform === 'ECS') return { deploymentTargetType: 'ECSTarget', ecsTarget: copy };
  return { deploymentTargetType: 'InstanceTarget', instanceTarget: copy };
}

function applicationOf(estate: Estate, accountId: string, region: string, index: number): number {
  const draw = estate.draw('deployment', accountId, region, index);
  return draw % Math.max(1, estate.countOf('AWS::CodeDeploy::Application', accountId, region));
}

/** A group of the deployment's application; where that has none any more, one that was deleted. */
function groupOf(estate: Estate, accountId: string, region: string, index: number): string {
  const application = applicationOf(estate, accountId, region, index);
  const groups = deploymentGroupCount(estate, accountId, region, application);
  if (groups === 0) return 'production';
  return deploymentGroupName(estate.draw('deployment', accountId, region, index) % groups);
}

function platformOf(estate: Estate, accountId: string, region: string, index: number): Platform {
  const of = applicationOf(estate, accountId, region, index);
  const { computePlatform } = application(estate, accountId, region, of);
  return computePlatform === 'Lambda' || computePlatform === 'ECS' ? computePlatform : 'Server';
}

function base36(value: number, digits: number): string {
  return value.toString(36).toUpperCase().padStart(digits, '0');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
