import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codebuild/project.example.ts';
import { CodeBuildProject } from '../../src/core/exporters/codebuild/project.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { project, projectName } from '../../src/sandbox/estate/build-projects.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const PROJECTS: KindOfEstate = {
  kind: 'AWS::CodeBuild::Project',
  counted: 'AWS::CodeBuild::Project',
  propertiesOf: (...place) => inPascalCase(project(...place)),
};

test('every project comes out with its own attributes, a hundred for each call', async () => {
  await using world = await KindWorld.open(PROJECTS, 250);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({
    'codebuild:ListProjects': 6,
    'codebuild:BatchGetProjects': 6,
  });
});

test('a project left out of an answer keeps its identity, and no other is in its place', async () => {
  await using world = await KindWorld.open(PROJECTS, 250);
  const { account } = world;
  world.sandbox.setFaults([{ type: 'omit', account, resource: projectName(117) }]);

  const { resources, gaps } = await world.read();

  const all = new Set(world.items());
  const others = resources.filter((resource) => !all.has(canonical(resource)));
  expect(resources).toHaveLength(500);
  expect(gaps).toMatchObject([
    { identifier: projectName(117), failure: { code: 'MissingAnswer' } },
  ]);
  expect(others.map(({ Properties }) => Properties)).toEqual([
    { Name: projectName(117), Arn: `arn:aws:codebuild:${REGION}:${account}:project/build-117` },
  ]);
});

test('a denied action leaves gaps and loses no project', async () => {
  await using world = await KindWorld.open(PROJECTS, 250);
  world.sandbox.setFaults([{ type: 'deny', operation: 'BatchGetProjects' }]);

  const { resources, gaps } = await world.read();

  expect(resources).toHaveLength(500);
  expect(gaps).toHaveLength(500);
});

test('a single fetch of a project that CodeBuild does not know is not found', async () => {
  await using served = await serve({
    ...example,
    replies: { 'codebuild:BatchGetProjects': { projects: [], projectsNotFound: ['checkout'] } },
  });

  const single = CodeBuildProject.exporter.getResource(example.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});

test('CloudTrail names projects by name or by ARN', () => {
  const { Arn } = example.properties;

  expect(changedBy(CodeBuildProject, { name: 'checkout' })).toEqual([['checkout']]);
  expect(changedBy(CodeBuildProject, { projectName: 'checkout' })).toEqual([['checkout']]);
  expect(changedBy(CodeBuildProject, { projectArn: Arn })).toEqual([['checkout']]);
  expect(changedBy(CodeBuildProject, {})).toEqual([]);
  expect(stubOf(CodeBuildProject, 'checkout')).toEqual({ properties: { Name: 'checkout', Arn } });
});
