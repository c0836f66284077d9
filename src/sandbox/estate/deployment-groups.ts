import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { applicationName } from './deploy-applications.ts';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

/** A group is known by its application and its position there: names repeat from application to application. */
export function deploymentGroupName(position: number): string {
  return `group-${position}`;
}

export function deploymentGroupArn(
  accountId: string,
  region: string,
  applicationNumber: number,
  position: number,
): string {
  const name = `${applicationName(applicationNumber)}/${deploymentGroupName(position)}`;
  return `arn:aws:codedeploy:${region}:${accountId}:deploymentgroup:${name}`;
}

/** How many groups an application has: a region's groups go to its applications in turn. */
export function deploymentGroupCount(
  estate: Estate,
  accountId: string,
  region: string,
  applicationNumber: number,
): number {
  const applications = estate.countOf('AWS::CodeDeploy::Application', accountId, region);
  if (applications === 0) return 0;
  const groups = estate.countOf('AWS::CodeDeploy::DeploymentGroup', accountId, region);
  return Math.ceil(Math.max(0, groups - applicationNumber) / applications);
}

/** The position of a group by name; undefined when its application has none such. */
export function deploymentGroupPosition(
  estate: Estate,
  accountId: string,
  region: string,
  applicationNumber: number,
  name: string,
): number | undefined {
  const count = deploymentGroupCount(estate, accountId, region, applicationNumber);
  return positionOf(name, count, (position) => [deploymentGroupName(position)]);
}

/** What BatchGetDeploymentGroups says of a group. */
export function deploymentGroup(
  estate: Estate,
  accountId: string,
  region: string,
  applicationNumber: number,
  position: number,
): DeploymentGroupInfo {
  const place = [accountId, region, applicationNumber, position] as const;
  const draw = estate.draw('deployment-group', ...place);
  const ended = estate.time('deployment-group', ...place);
  const isBlueGreen = draw % 4 === 0;
  return {
    applicationName: applicationName(applicationNumber),
    deploymentGroupId: `${hex(draw, 8)}-${hex(applicationNumber, 4)}-4000-8000-${hex(position, 12)}`,
    deploymentGroupName: deploymentGroupName(position),
    deploymentConfigName: 'CodeDeployDefault.OneAtATime',
    serviceRoleArn: `arn:aws:iam::${accountId}:role/codedeploy`,
    computePlatform: 'Server',
    terminationHookEnabled: draw % 2 === 0,
    outdatedInstancesStrategy: 'UPDATE',
    deploymentStyle: {
      deploymentType: isBlueGreen ? 'BLUE_GREEN' : 'IN_PLACE',
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
    },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    autoScalingGroups: [{ name: `web-${draw % 10}`, hook: `codedeploy-${draw % 10}` }],
    triggerConfigurations: [],
    ...(draw % 3 === 0
      ? { ec2TagSet: { ec2TagSetList: [[{ Key: 'role', Value: 'web', Type: 'KEY_AND_VALUE' }]] } }
      : { ec2TagFilters: [{ Key: 'role', Value: 'web', Type: 'KEY_AND_VALUE' }] }),
    ...(draw % 5 !== 0 && {
      lastSuccessfulDeployment: {
        deploymentId: `d-${hex(draw, 9).toUpperCase()}`,
        status: 'Succeeded',
        endTime: ended,
        createTime: new Date(ended.getTime() - 120_000),
      },
    }),
  };
}

/** A group's tags. */
export function deploymentGroupTags(
  estate: Estate,
  accountId: string,
  region: string,
  applicationNumber: number,
  position: number,
): { Key: string; Value: string }[] {
  return estate.tags('deployment-group', accountId, region, applicationNumber, position);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
