import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import type { CallRule } from '../../../src/sandbox/simulation/simulated-kind.ts';
import { failureOf, settings } from '../clients.ts';
import { clusters, REGION, sandboxOf } from './example-kinds.ts';

/** Five clusters that are described by a rule. */
async function described(describe: CallRule) {
  const sandbox = await sandboxOf([clusters({ describe })], { 'AWS::ECS::Cluster': 5 });
  const ecs = new ECSClient(settings(sandbox, REGION));
  return {
    sandbox,
    /** The names in the answer. */
    async ask(names: string[], more = {}) {
      const answer = await ecs.send(new DescribeClustersCommand({ clusters: names, ...more }));
      return { ...answer, names: answer.clusters?.map(({ clusterName }) => clusterName) };
    },
    ecs,
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

test('a batch is answered in another order', async () => {
  await using world = await described({});

  const { names } = await world.ask(['cluster-1', 'cluster-3', 'cluster-2']);

  expect(names).toEqual(['cluster-2', 'cluster-3', 'cluster-1']);
});

test('a name is taken in the forms that the operation takes', async () => {
  await using world = await described({ of: { clusters: ['clusterArn'] } });
  const { managementAccountId: id } = world.sandbox;
  const arn = `arn:aws:ecs:${REGION}:${id}:cluster/cluster-1`;

  expect((await world.ask([arn])).names).toEqual(['cluster-1']);
  for (const wrong of ['cluster-1', arn.replace(id, '999999999999'), `${arn}1`]) {
    expect(await failureOf(world.ask([wrong]))).toMatchObject({ name: 'ClusterNotFoundException' });
  }
});

test('an unknown name fails the batch or is reported, as the rule says', async () => {
  await using failing = await described({});
  await using telling = await described({
    missing: (names) => ({ failures: names.map((arn) => ({ arn })) }),
  });

  expect(await failureOf(failing.ask(['cluster-1', 'cluster-9']))).toMatchObject({
    name: 'ClusterNotFoundException',
    message: 'cluster-9 does not exist',
  });
  expect(await telling.ask(['cluster-1', 'cluster-9'])).toMatchObject({
    names: ['cluster-1'],
    failures: [{ arn: 'cluster-9' }],
  });
});

test('a batch of too many names, or of none, is refused', async () => {
  await using world = await described({ tooMany: 'ServerException', tooFew: 'ClientException' });

  const many = ['cluster-0', 'cluster-1', 'cluster-2', 'cluster-3'];
  expect(await failureOf(world.ask(many))).toMatchObject({ name: 'ServerException', status: 500 });
  expect(await failureOf(world.ask([]))).toMatchObject({ name: 'ClientException', status: 400 });
});

test('a member of the input that no rule allows is refused', async () => {
  await using world = await described({ takes: { include: ['TAGS'] } });

  expect((await world.ask(['cluster-1'], { include: ['TAGS'] })).names).toEqual(['cluster-1']);
  expect(
    await failureOf(world.ask(['cluster-1'], { include: ['TAGS', 'SETTINGS'] })),
  ).toMatchObject({ name: 'UnsupportedOperation' });
});

test('members of the output come only when they are asked for', async () => {
  await using world = await described({
    onlyIf: { tags: ['include', 'TAGS'], settings: ['include', 'SETTINGS'] },
  });

  const [bare] = (await world.ask(['cluster-1'])).clusters ?? [];
  const [tagged] = (await world.ask(['cluster-1'], { include: ['TAGS'] })).clusters ?? [];

  expect(Object.keys(bare ?? {}).sort()).toEqual(['clusterArn', 'clusterName']);
  expect(Object.keys(tagged ?? {}).sort()).toEqual(['clusterArn', 'clusterName', 'tags']);
});

test('a fault can delete resources, or leave them out silently', async () => {
  await using world = await described({ missing: () => ({}) });

  world.sandbox.setFaults([{ type: 'gone', resource: 'cluster-1' }]);
  expect((await world.ask(['cluster-1', 'cluster-2'])).names).toEqual(['cluster-2']);
  world.sandbox.setFaults([{ type: 'omit', resource: 'cluster-2' }]);
  expect((await world.ask(['cluster-1', 'cluster-2'])).names).toEqual(['cluster-1']);
});
