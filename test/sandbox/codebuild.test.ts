import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  ListProjectsCommand,
  paginateListProjects,
} from '@aws-sdk/client-codebuild';
import { expect, test } from '@jest/globals';
import { project, projectArn, projectName } from '../../src/sandbox/estate/build-projects.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const { sandbox, accountId, region, settings, at } = await openScope({
  'AWS::CodeBuild::Project': 230,
});
const codebuild = new CodeBuildClient(settings);
const names = Array.from({ length: 230 }, (_, index) => projectName(index));

test('lists every project, a hundred at a time', async () => {
  const { items, pageCount } = await readAll(
    paginateListProjects({ client: codebuild }, {}),
    (page) => page.projects,
  );

  expect(items).toEqual(names);
  expect(pageCount).toBe(3);
});

test('describes projects in an order of its own, and names those it does not know', async () => {
  const asked = [...names.slice(0, 20), 'build-999', 'other'];

  const { projects = [], projectsNotFound } = await codebuild.send(
    new BatchGetProjectsCommand({ names: asked }),
  );

  const byName = new Map(projects.map((found) => [found.name, bare(found)]));
  for (const [index, name] of names.slice(0, 20).entries()) {
    expect(byName.get(name)).toEqual(bare(project(...at(index))));
  }
  expect(byName.size).toBe(20);
  expect(projects[0]?.name).not.toBe(names[0]);
  expect([...(projectsNotFound ?? [])].sort()).toEqual(['build-999', 'other']);
});

test('knows a project by its ARN too, but none of another account', async () => {
  const own = projectArn(accountId, region, 3);
  const foreign = projectArn(sandbox.managementAccountId, region, 3);

  const answer = await codebuild.send(new BatchGetProjectsCommand({ names: [own, foreign] }));

  expect(answer.projects?.map(({ arn }) => arn)).toEqual([own]);
  expect(answer.projectsNotFound).toEqual([foreign]);
});

test('refuses more than a hundred names, none, and a token it did not give', async () => {
  const refused = [
    await failureOf(codebuild.send(new BatchGetProjectsCommand({ names: names.slice(0, 101) }))),
    await failureOf(codebuild.send(new BatchGetProjectsCommand({ names: [] }))),
    await failureOf(codebuild.send(new ListProjectsCommand({ nextToken: 'x' }))),
  ];

  for (const failure of refused)
    expect(failure).toMatchObject({ name: 'InvalidInputException', status: 400 });
});
