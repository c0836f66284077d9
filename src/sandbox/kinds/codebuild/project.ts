import type {
  BatchGetProjectsOutput,
  ListProjectsOutput,
  ProjectEnvironment,
  ProjectSource,
} from '@aws-sdk/client-codebuild';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { lowerCaseTags } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html */
export const project: SimulatedKind = {
  kind: 'AWS::CodeBuild::Project',
  client: () => import('@aws-sdk/client-codebuild'),
  gone: 'ResourceNotFoundException',
  calls: {
    'codebuild:ListProjects': { most: 100 },
    'codebuild:BatchGetProjects': {
      of: { names: ['name', 'arn'] },
      batch: 100,
      missing: (names) => ({ projectsNotFound: names }),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const name = projectName(n);
    const arn = `arn:aws:codebuild:${region}:${accountId}:project/${name}`;
    const isDescribed = place.oneIn(2, 'description');
    const isLimited = place.oneIn(5, 'limit');
    const { source, environment, serviceRole, encryptionKey } = setupOf(place);
    const artifacts = { type: 'NO_ARTIFACTS' } as const;
    const cache = { type: 'NO_CACHE' } as const;
    const created = place.time();
    const lastModified = new Date(created.getTime() + (draw % 100_000) * 1_000);
    const logsConfig = { cloudWatchLogs: { status: 'ENABLED' } } as const;
    const tags = lowerCaseTags(place.tags());
    return {
      names: { name, arn },
      replies: {
        'codebuild:ListProjects': () => ({ projects: [name] }) satisfies ListProjectsOutput,
        'codebuild:BatchGetProjects': () =>
          ({
            projects: [
              {
                name,
                arn,
                ...(isDescribed && { description: `Builds number ${n}` }),
                source,
                secondarySources: [],
                artifacts,
                cache,
                environment,
                serviceRole,
                timeoutInMinutes: 60,
                queuedTimeoutInMinutes: 480,
                encryptionKey,
                created,
                lastModified,
                badge: { badgeEnabled: false },
                logsConfig,
                ...(isLimited && { concurrentBuildLimit: 1 + (draw % 9) }),
                projectVisibility: 'PRIVATE',
                tags,
              },
            ],
          }) satisfies BatchGetProjectsOutput,
      },
      items: () => [
        {
          identifiers: [name],
          trails: [
            { requestParameters: { name } },
            { requestParameters: { name: arn } },
            { requestParameters: { projectName: name } },
            { requestParameters: { projectArn: arn } },
          ],
          properties: {
            Name: name,
            Arn: arn,
            ...(isDescribed && { Description: `Builds number ${n}` }),
            Source: source,
            SecondarySources: [],
            Artifacts: artifacts,
            Cache: cache,
            Environment: environment,
            ServiceRole: serviceRole,
            TimeoutInMinutes: 60,
            QueuedTimeoutInMinutes: 480,
            EncryptionKey: encryptionKey,
            Created: created,
            LastModified: lastModified,
            Badge: { badgeEnabled: false },
            LogsConfig: logsConfig,
            ...(isLimited && { ConcurrentBuildLimit: 1 + (draw % 9) }),
            ProjectVisibility: 'PRIVATE',
            Tags: tags,
          },
        },
      ],
    };
  },
};

export function projectName(n: number): string {
  return `build-${n}`;
}

/** A project's build settings, which its builds repeat. */
export function setupOf(place: Place): {
  readonly source: ProjectSource;
  readonly environment: ProjectEnvironment;
  readonly serviceRole: string;
  readonly encryptionKey: string;
} {
  const { accountId, region, n } = place;
  const location = `https://github.com/example/app-${n}.git`;
  return {
    source:
      place.draw('source') % 3 === 0
        ? { type: 'CODEPIPELINE', buildspec: 'buildspec.yml', insecureSsl: false }
        : { type: 'GITHUB', location, gitCloneDepth: 1, insecureSsl: false },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'REGION', value: region, type: 'PLAINTEXT' }],
      privilegedMode: place.draw('privileged') % 4 === 0,
      imagePullCredentialsType: 'CODEBUILD',
    },
    serviceRole: `arn:aws:iam::${accountId}:role/codebuild`,
    encryptionKey: `arn:aws:kms:${region}:${accountId}:alias/aws/s3`,
  };
}
