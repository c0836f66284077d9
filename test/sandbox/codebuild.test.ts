import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  ListBuildsCommand,
} from '@aws-sdk/client-codebuild';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { settings } = await openScope({
  'AWS::CodeBuild::Project': 3,
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

test('what is not there is named, and a call takes from one to a hundred names', async () => {
  const names = Array.from({ length: 101 }, (_, index) => `build-${index}`);

  const answer = await codebuild.send(new BatchGetProjectsCommand({ names: ['build-2', 'other'] }));
  const none = await failureOf(codebuild.send(new BatchGetProjectsCommand({ names: [] })));
  const tooMany = await failureOf(codebuild.send(new BatchGetProjectsCommand({ names })));

  expect(answer.projects?.map(({ name }) => name)).toEqual(['build-2']);
  expect(answer.projectsNotFound).toEqual(['other']);
  expect(none).toMatchObject({ name: 'InvalidInputException', status: 400 });
  expect(tooMany).toMatchObject({ name: 'InvalidInputException', status: 400 });
});
