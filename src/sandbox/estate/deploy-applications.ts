import type { ApplicationInfo } from '@aws-sdk/client-codedeploy';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function applicationName(index: number): string {
  return `application-${index}`;
}

export function applicationArn(accountId: string, region: string, index: number): string {
  return `arn:aws:codedeploy:${region}:${accountId}:application:${applicationName(index)}`;
}

/** The position of an application named by ARN or by name; undefined when there is none here. */
export function applicationIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const count = estate.countOf('AWS::CodeDeploy::Application', accountId, region);
  return positionOf(nameOrArn, count, (index) => [
    applicationName(index),
    applicationArn(accountId, region, index),
  ]);
}

/** What BatchGetApplications says of an application. */
export function application(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): ApplicationInfo {
  const draw = estate.draw('deploy-application', accountId, region, index);
  const isLinked = draw % 6 === 0;
  return {
    applicationId: `${hex(draw, 8)}-0000-4000-8000-${hex(index, 12)}`,
    applicationName: applicationName(index),
    createTime: estate.time('deploy-application', accountId, region, index),
    linkedToGitHub: isLinked,
    ...(isLinked && { gitHubAccountName: 'example' }),
    computePlatform: (['Server', 'Lambda', 'ECS'] as const)[draw % 3] ?? 'Server',
  };
}

/** An application's tags. */
export function applicationTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): { Key: string; Value: string }[] {
  return estate.tags('deploy-application', accountId, region, index);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
