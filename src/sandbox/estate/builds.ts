import type { Build } from '@aws-sdk/client-codebuild';
import { project, projectName } from './build-projects.ts';
import type { Estate } from './estate.ts';
import { recentTime } from './recent-times.ts';

/** The identifier of a region's build: number 0 is the newest. */
export function buildId(estate: Estate, accountId: string, region: string, index: number): string {
  const draw = estate.draw('build', accountId, region, index);
  return `${projectName(projectOf(estate, accountId, region, draw))}:${hex(draw, 8)}-0000-4000-8000-${hex(index, 12)}`;
}

export function buildArn(accountId: string, region: string, id: string): string {
  return `arn:aws:codebuild:${region}:${accountId}:build/${id}`;
}

/** The position of a build named by ARN or by identifier; undefined when there is none here. */
export function buildIndex(
  estate: Estate,
  accountId: string,
  region: string,
  idOrArn: string,
): number | undefined {
  const index = Number.parseInt(/-([0-9a-f]{12})$/.exec(idOrArn)?.[1] ?? '', 16);
  if (!(index < estate.countOf('AWS::CodeBuild::BuildRun', accountId, region))) return undefined;
  const id = buildId(estate, accountId, region, index);
  return [id, buildArn(accountId, region, id)].includes(idOrArn) ? index : undefined;
}

/** What BatchGetBuilds says of a build. */
export function build(estate: Estate, accountId: string, region: string, index: number): Build {
  const draw = estate.draw('build', accountId, region, index);
  const id = buildId(estate, accountId, region, index);
  const of = project(estate, accountId, region, projectOf(estate, accountId, region, draw));
  const startTime = recentTime(estate, index, 'build', accountId, region);
  const isRunning = index === 0;
  return {
    id,
    arn: buildArn(accountId, region, id),
    buildNumber: estate.countOf('AWS::CodeBuild::BuildRun', accountId, region) - index,
    startTime,
    ...(!isRunning && { endTime: new Date(startTime.getTime() + (draw % 3_600) * 1_000) }),
    currentPhase: isRunning ? 'BUILD' : 'COMPLETED',
    buildStatus: isRunning ? 'IN_PROGRESS' : draw % 4 === 0 ? 'FAILED' : 'SUCCEEDED',
    sourceVersion: 'refs/heads/main',
    resolvedSourceVersion: hex(draw, 40),
    projectName: of.name,
    phases: [{ phaseType: 'SUBMITTED', phaseStatus: 'SUCCEEDED', startTime, durationInSeconds: 0 }],
    source: of.source,
    environment: of.environment,
    serviceRole: of.serviceRole,
    logs: { groupName: `/aws/codebuild/${of.name ?? ''}`, streamName: id },
    timeoutInMinutes: of.timeoutInMinutes,
    queuedTimeoutInMinutes: of.queuedTimeoutInMinutes,
    buildComplete: !isRunning,
    initiator: draw % 2 === 0 ? 'codepipeline/release' : 'developer',
    encryptionKey: of.encryptionKey,
    ...(draw % 3 === 0 && {
      exportedEnvironmentVariables: [{ name: 'VERSION', value: `1.${index}` }],
    }),
    reportArns: [],
  };
}

/** The number of the project that a build belongs to; some projects build more than others. */
function projectOf(estate: Estate, accountId: string, region: string, draw: number): number {
  return draw % Math.max(1, estate.countOf('AWS::CodeBuild::Project', accountId, region));
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
