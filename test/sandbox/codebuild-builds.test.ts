import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  ListBuildsCommand,
  paginateListBuilds,
} from '@aws-sdk/client-codebuild';
import { expect, test } from '@jest/globals';
import { build, buildArn, buildId } from '../../src/sandbox/estate/builds.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 230;
const { accountId, region, settings, at, each } = await openScope({
  'AWS::CodeBuild::Project': 3,
  'AWS::CodeBuild::BuildRun': COUNT,
});
const codebuild = new CodeBuildClient(settings);
const ids = each('AWS::CodeBuild::BuildRun', buildId);

test('lists every build, a hundred at a time, the newest first', async () => {
  const { items, pageCount } = await readAll(
    paginateListBuilds({ client: codebuild }, { sortOrder: 'DESCENDING' }),
    (page) => page.ids,
  );

  const starts = ids.map((_, index) => build(...at(index)).startTime?.getTime());
  expect(items).toEqual(ids);
  expect(new Set(ids).size).toBe(COUNT);
  expect(pageCount).toBe(3);
  expect(starts).toEqual([...starts].sort((one, other) => (other ?? 0) - (one ?? 0)));
});

test('describes builds in an order of its own, and names those it does not know', async () => {
  const asked = [...ids.slice(0, 20), 'build-1:1', buildArn(accountId, region, ids[30] ?? '')];

  const { builds = [], buildsNotFound } = await codebuild.send(
    new BatchGetBuildsCommand({ ids: asked }),
  );

  const byId = new Map(builds.map((found) => [found.id, bare(found)]));
  for (const [index, id] of ids.slice(0, 20).entries()) {
    expect(byId.get(id)).toEqual(bare(build(...at(index))));
  }
  expect(byId.has(ids[30])).toBe(true);
  expect(byId.size).toBe(21);
  expect(builds[0]?.id).not.toBe(ids[0]);
  expect(buildsNotFound).toEqual(['build-1:1']);
});

test('refuses too many identifiers, none, and a token it did not give', async () => {
  const refused = [
    await failureOf(codebuild.send(new BatchGetBuildsCommand({ ids: ids.slice(0, 101) }))),
    await failureOf(codebuild.send(new BatchGetBuildsCommand({ ids: [] }))),
    await failureOf(codebuild.send(new ListBuildsCommand({ nextToken: 'x' }))),
  ];

  for (const failure of refused)
    expect(failure).toMatchObject({ name: 'InvalidInputException', status: 400 });
});
