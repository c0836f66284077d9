import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  ListBuildsCommand,
  ListProjectsCommand,
  StartBuildCommand,
} from '@aws-sdk/client-codebuild';
import { owner, pages, pascal, range, type KindContract } from '../contract.ts';
import { defaultNetwork } from './network.ts';

export const codebuildProject: KindContract = {
  kind: 'AWS::CodeBuild::Project',
  reach: 'region',
  key: ['Arn'],
  async seed(place) {
    const codebuild = place.of(CodeBuildClient);
    const { vpcId, subnetIds, securityGroupId } = await defaultNetwork(place);
    const serviceRole = `arn:aws:iam::${place.accountId}:role/build`;
    await codebuild.send(
      new CreateProjectCommand({
        name: 'orders',
        description: 'Builds orders',
        source: { type: 'S3', location: 'bucket/source.zip' },
        sourceVersion: 'main',
        artifacts: { type: 'S3', location: 'bucket', packaging: 'ZIP', path: 'out' },
        cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          environmentVariables: [{ name: 'LOG', value: 'debug', type: 'PLAINTEXT' }],
        },
        serviceRole,
        timeoutInMinutes: 30,
        queuedTimeoutInMinutes: 60,
        logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: 'orders' } },
        vpcConfig: { vpcId, subnets: subnetIds.slice(0, 2), securityGroupIds: [securityGroupId] },
        tags: [
          { key: 'team', value: 'orders' },
          { key: 'tier', value: '1' },
        ],
      }),
    );
    await codebuild.send(
      new CreateProjectCommand({
        name: 'bare',
        source: { type: 'S3', location: 'bucket/source.zip' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: { type: 'LINUX_CONTAINER', image: 'a', computeType: 'BUILD_GENERAL1_SMALL' },
        serviceRole,
      }),
    );
  },
  async *expected(place) {
    const codebuild = place.of(CodeBuildClient);
    const lists = pages(
      (nextToken) => codebuild.send(new ListProjectsCommand({ nextToken })),
      (page) => page.nextToken,
    );
    for await (const { projects: names = [] } of lists) {
      for (const name of names) {
        const { projects = [] } = await codebuild.send(
          new BatchGetProjectsCommand({ names: [name] }),
        );
        yield { properties: pascal(projects[0]), context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['Name'])],
  missing: () => ['not-there'],
};

export const codebuildBuildRun: KindContract = {
  kind: 'AWS::CodeBuild::BuildRun',
  after: ['AWS::CodeBuild::Project'],
  reach: 'region',
  key: ['Arn'],
  /** Created after the projects. */
  async seed(place) {
    const codebuild = place.of(CodeBuildClient);
    for (const index of range(3)) {
      const projectName = index === 0 ? 'bare' : 'orders';
      await codebuild.send(new StartBuildCommand({ projectName, sourceVersion: 'main' }));
    }
  },
  async *expected(place) {
    const codebuild = place.of(CodeBuildClient);
    const lists = pages(
      (nextToken) => codebuild.send(new ListBuildsCommand({ nextToken })),
      (page) => page.nextToken,
    );
    for await (const { ids = [] } of lists) {
      for (const id of ids) {
        const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
        yield { properties: pascal(builds[0]), context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['Id'])],
  missing: () => ['not-there:00000000-0000-0000-0000-000000000000'],
};
