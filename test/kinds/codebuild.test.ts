import { expect, test } from '@jest/globals';
import { CodeBuildProject } from '../../src/core/exporters/codebuild/project.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { project } from '../../src/sandbox/kinds/codebuild/project.ts';
import { workedExample } from '../conformance/worked-example.ts';
import { canonical } from '../helpers/expected.ts';
import { KindWorld, REGION } from '../helpers/kind-world.ts';

const KIND = 'AWS::CodeBuild::Project';

test('a project left out of an answer keeps its identity', async () => {
  await using world = await KindWorld.open(KIND, 20);
  const { account } = world;
  world.sandbox.setFaults([{ type: 'omit', account, resource: 'build-7' }]);

  const { resources, gaps } = await world.read();

  const all = new Set(world.items());
  const others = resources.filter((resource) => !all.has(canonical(resource)));
  expect(gaps).toMatchObject([{ identifier: 'build-7', failure: { code: 'MissingAnswer' } }]);
  expect(others.map(({ Properties }) => Properties)).toEqual([
    { Name: 'build-7', Arn: `arn:aws:codebuild:${REGION}:${account}:project/build-7` },
  ]);
});

test('a single fetch of a project that CodeBuild does not know is not found', async () => {
  await using served = await workedExample(project).serve();

  const single = CodeBuildProject.exporter.getResource(['checkout'], served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});
