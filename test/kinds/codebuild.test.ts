import { expect, test } from '@jest/globals';
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
