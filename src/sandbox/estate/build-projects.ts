import type { Project } from '@aws-sdk/client-codebuild';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function projectName(index: number): string {
  return `build-${index}`;
}

export function projectArn(accountId: string, region: string, index: number): string {
  return `arn:aws:codebuild:${region}:${accountId}:project/${projectName(index)}`;
}

/** The position of a project named by ARN or by name; undefined when there is none here. */
export function projectIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const count = estate.countOf('AWS::CodeBuild::Project', accountId, region);
  return positionOf(nameOrArn, count, (index) => [
    projectName(index),
    projectArn(accountId, region, index),
  ]);
}

/** What BatchGetProjects says of a project. */
export function project(estate: Estate, accountId: string, region: string, index: number): Project {
  const draw = estate.draw('build-project', accountId, region, index);
  const created = estate.time('build-project', accountId, region, index);
  return {
    name: projectName(index),
    arn: projectArn(accountId, region, index),
    ...(draw % 2 === 0 && { description: `Builds number ${index}` }),
    source:
      draw % 3 === 0
        ? { type: 'CODEPIPELINE', buildspec: 'buildspec.yml', insecureSsl: false }
        : {
            type: 'GITHUB',
            location: `https://github.com/example/app-${index}.git`,
            gitCloneDepth: 1,
            insecureSsl: false,
          },
    secondarySources: [],
    artifacts: { type: 'NO_ARTIFACTS' },
    cache: { type: 'NO_CACHE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'REGION', value: region, type: 'PLAINTEXT' }],
      privilegedMode: draw % 4 === 0,
      imagePullCredentialsType: 'CODEBUILD',
    },
    serviceRole: `arn:aws:iam::${accountId}:role/codebuild`,
    timeoutInMinutes: 60,
    queuedTimeoutInMinutes: 480,
    encryptionKey: `arn:aws:kms:${region}:${accountId}:alias/aws/s3`,
    created,
    lastModified: new Date(created.getTime() + (draw % 100_000) * 1_000),
    badge: { badgeEnabled: false },
    logsConfig: { cloudWatchLogs: { status: 'ENABLED' } },
    ...(draw % 5 === 0 && { concurrentBuildLimit: 1 + (draw % 9) }),
    projectVisibility: 'PRIVATE',
    tags: estate
      .tags('build-project', accountId, region, index)
      .map(({ Key, Value }) => ({ key: Key, value: Value })),
  };
}
