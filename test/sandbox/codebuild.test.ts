import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  ListBuildsCommand,
} from '@aws-sdk/client-codebuild';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { settings } = await openScope({
  'AWS::CodeBuild::BuildRun': 30,
});
const codebuild = new CodeBuildClient(settings);

test('builds are listed from the newest on, and in no other order', async () => {
  const { ids = [] } = await codebuild.send(new ListBuildsCommand({ sortOrder: 'DESCENDING' }));
  const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids }));
  const refused = await failureOf(
    codebuild.send(new ListBuildsCommand({ sortOrder: 'ASCENDING' })),
  );

  const startOf = new Map(builds.map(({ id, startTime }) => [id, startTime?.getTime() ?? 0]));
  const starts = ids.map((id) => startOf.get(id) ?? 0);
  expect(ids).toHaveLength(30);
  expect(starts).toEqual([...starts].sort((one, other) => other - one));
  expect(refused.name).toBe('UnsupportedOperation');
});
