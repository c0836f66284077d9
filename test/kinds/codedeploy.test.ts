import { expect, test } from '@jest/globals';
import { CodeDeployApplication } from '../../src/core/exporters/codedeploy/application.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import { canonical } from '../helpers/expected.ts';
import { expectWhole, KindWorld, REGION } from '../helpers/kind-world.ts';
import { openScopes } from '../conformance/harness.ts';

const APPLICATION = 'AWS::CodeDeploy::Application';

test('applications that vanished meanwhile cost themselves alone, though they fail the batch', async () => {
  await using world = await KindWorld.open(APPLICATION, 110);
  const { account } = world;
  const gone = [3, 101, 102];
  world.sandbox.setFaults(
    gone.map((n) => ({ type: 'gone', account, resource: `application-${n}` })),
  );

  const result = await world.read();

  expectWhole(
    result,
    world.items((owner, n) => owner === account && gone.includes(n)),
  );
});

test('an application left out of an answer keeps its name and tags, and no other application replaces it', async () => {
  await using world = await KindWorld.open(APPLICATION, 30);
  const { account } = world;
  world.sandbox.setFaults([{ type: 'omit', account, resource: 'application-17' }]);

  const { resources, gaps } = await world.read();

  const all = new Set(world.items());
  const others = resources.filter((resource) => !all.has(canonical(resource)));
  expect(resources).toHaveLength(60);
  expect(gaps).toMatchObject([
    { identifier: 'application-17', failure: { code: 'MissingAnswer' } },
  ]);
  expect(others.map(({ Properties }) => Properties)).toEqual([
    { ApplicationName: 'application-17', Tags: expect.any(Array) },
  ]);
});

test('a single fetch asks for the details once; an answer without the application does not say that there is none', async () => {
  await using world = await KindWorld.open(APPLICATION, 1);
  const { account: accountId, sandbox } = world;
  using scopes = openScopes(sandbox, { accountId, region: REGION });
  const fetch = () =>
    CodeDeployApplication.exporter.getResource(['application-0'], scopes.request([]));

  const { resources } = await fetch();
  const { calls } = world;
  sandbox.setFaults([{ type: 'omit', resource: 'application-0' }]);

  await expect(fetch()).rejects.toThrow(ResourceNotReadError);
  expect(resources).toHaveLength(1);
  expect(calls).toMatchObject({ 'codedeploy:BatchGetApplications': 1 });
});
