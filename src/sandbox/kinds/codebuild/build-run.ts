import type { BatchGetBuildsOutput, ListBuildsOutput } from '@aws-sdk/client-codebuild';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { projectName, setupOf } from './project.ts';

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
export const buildRun: SimulatedKind = {
  kind: 'AWS::CodeBuild::BuildRun',
  client: () => import('@aws-sdk/client-codebuild'),
  gone: 'ResourceNotFoundException',
  calls: {
    // The newest first.
    'codebuild:ListBuilds': { most: 100, takes: { sortOrder: ['DESCENDING'] } },
    'codebuild:BatchGetBuilds': {
      of: { ids: ['id', 'arn'] },
      batch: 100,
      missing: (ids) => ({ buildsNotFound: ids }),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    // Some projects build more than others.
    const of = draw % Math.max(1, place.count('AWS::CodeBuild::Project'));
    const name = projectName(of);
    const id = `${name}:${place.uuid()}`;
    const arn = `arn:aws:codebuild:${region}:${accountId}:build/${id}`;
    const setup = setupOf(place.beside('AWS::CodeBuild::Project', of));
    const buildNumber = place.count('AWS::CodeBuild::BuildRun') - n;
    const isRunning = n === 1; // the newest was faster
    const status = isRunning ? 'IN_PROGRESS' : draw % 4 === 0 ? 'FAILED' : 'SUCCEEDED';
    const startTime = place.recent();
    const endTime = new Date(startTime.getTime() + (draw % 3_600) * 1_000);
    const commit = place.hex(40);
    const phase = {
      phaseType: 'SUBMITTED',
      phaseStatus: 'SUCCEEDED',
      startTime,
      durationInSeconds: 0,
    } as const;
    const logs = { groupName: `/aws/codebuild/${name}`, streamName: id };
    const initiator = draw % 2 === 0 ? 'codepipeline/release' : 'developer';
    const isExporting = place.oneIn(3, 'export');
    const version = { name: 'VERSION', value: `1.${n}` };
    return {
      names: { id, arn },
      replies: {
        'codebuild:ListBuilds': () => ({ ids: [id] }) satisfies ListBuildsOutput,
        'codebuild:BatchGetBuilds': () =>
          ({
            builds: [
              {
                id,
                arn,
                buildNumber,
                startTime,
                ...(!isRunning && { endTime }),
                currentPhase: isRunning ? 'BUILD' : 'COMPLETED',
                buildStatus: status,
                sourceVersion: 'refs/heads/main',
                resolvedSourceVersion: commit,
                projectName: name,
                phases: [phase],
                source: setup.source,
                environment: setup.environment,
                serviceRole: setup.serviceRole,
                logs,
                timeoutInMinutes: 60,
                queuedTimeoutInMinutes: 480,
                buildComplete: !isRunning,
                initiator,
                encryptionKey: setup.encryptionKey,
                ...(isExporting && { exportedEnvironmentVariables: [version] }),
                reportArns: [],
              },
            ],
          }) satisfies BatchGetBuildsOutput,
      },
      items: () => [
        {
          identifiers: [id],
          trails: [
            { requestParameters: { projectName: name }, responseElements: { build: { id, arn } } },
            { requestParameters: { id } },
            { requestParameters: { id: arn } },
            { requestParameters: { ids: [id] } },
            { requestParameters: { ids: [arn] } },
          ],
          properties: {
            Id: id,
            Arn: arn,
            BuildNumber: buildNumber,
            StartTime: startTime,
            ...(!isRunning && { EndTime: endTime }),
            CurrentPhase: isRunning ? 'BUILD' : 'COMPLETED',
            BuildStatus: status,
            SourceVersion: 'refs/heads/main',
            ResolvedSourceVersion: commit,
            ProjectName: name,
            Phases: [phase],
            Source: setup.source,
            Environment: setup.environment,
            ServiceRole: setup.serviceRole,
            Logs: logs,
            TimeoutInMinutes: 60,
            QueuedTimeoutInMinutes: 480,
            BuildComplete: !isRunning,
            Initiator: initiator,
            EncryptionKey: setup.encryptionKey,
            ...(isExporting && { ExportedEnvironmentVariables: [version] }),
            ReportArns: [],
          },
        },
      ],
    };
  },
};
