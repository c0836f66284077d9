import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { settings } from '../clients.ts';
import { clusters, REGION, sandboxOf } from './made-up-kinds.ts';

test('a request may be answered whole, though the server’s pages are small', async () => {
  const kind = clusters({ list: { whole: ({ maxResults }) => maxResults === undefined } });
  await using sandbox = await sandboxOf([kind], { 'AWS::ECS::Cluster': 7 }, { maxPageSize: 3 });
  const ecs = new ECSClient(settings(sandbox, REGION));

  const whole = await ecs.send(new ListClustersCommand({}));
  const paged = await ecs.send(new ListClustersCommand({ maxResults: 100 }));

  expect(whole.clusterArns).toHaveLength(7);
  expect(whole.nextToken).toBeUndefined();
  expect(paged.clusterArns).toHaveLength(3);
  expect(paged.nextToken).toBeDefined();
});

test('an answer may depend on who asks, and where', async () => {
  const kind = clusters({
    list: { shape: (_, __, { accountId, region }) => ({ clusterArns: [accountId, region] }) },
  });
  await using sandbox = await sandboxOf([kind], { 'AWS::ECS::Cluster': 1 });
  const ecs = new ECSClient(settings(sandbox, REGION));

  const { clusterArns } = await ecs.send(new ListClustersCommand({}));

  expect(clusterArns).toEqual([sandbox.managementAccountId, REGION]);
});
