import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { example as clusterExample } from '../../src/core/exporters/ecs/cluster.example.ts';
import { EcsCluster } from '../../src/core/exporters/ecs/cluster.ts';
import { example } from '../../src/core/exporters/ecs/service.example.ts';
import { EcsService } from '../../src/core/exporters/ecs/service.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { clusterArn, service, serviceArn } from '../../src/sandbox/estate/clusters.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { ESTATE, REGION } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const CLUSTERS = 7;
const SERVICES = 23;

let sandbox: Sandbox;
let account: string;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: {
      ...ESTATE,
      accounts: 1,
      'AWS::ECS::Cluster': CLUSTERS,
      'AWS::ECS::Service': SERVICES,
    },
  });
  account = sandbox.managementAccountId;
});
beforeEach(() => {
  sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

test('every service of every cluster comes out with its own attributes, in any order of answers', async () => {
  const { resources, notComplete } = await readEstate(sandbox, { kinds: ['AWS::ECS::Service'] });

  expect(notComplete()).toEqual([]);
  expect(resources).toHaveLength(CLUSTERS * SERVICES);
  for (const { Properties, __ExtraContext } of resources) {
    const [, cluster = '', index = ''] =
      /cluster-(\d+)\/service-(\d+)$/.exec(String(Properties['ServiceArn'])) ?? [];
    const expected = service(sandbox.estate, account, REGION, Number(cluster), Number(index));
    expect(Properties).toMatchObject({
      ServiceName: expected.serviceName,
      DesiredCount: expected.desiredCount,
      TaskDefinition: expected.taskDefinition,
      Tags: expected.tags,
    });
    expect(__ExtraContext).toEqual({
      AccountId: account,
      Region: REGION,
      ClusterArn: clusterArn(account, REGION, Number(cluster)),
    });
  }
});

test('clusters are listed once, however many kinds need them', async () => {
  const before = sandbox.calls()['ecs:ListClusters'] ?? 0;

  await readEstate(sandbox, { kinds: ['AWS::ECS::Cluster', 'AWS::ECS::Service'] });

  expect((sandbox.calls()['ecs:ListClusters'] ?? 0) - before).toBe(1);
});

test('a service that vanished costs itself, one that is left out of an answer is kept as a gap', async () => {
  const gone = serviceArn(account, REGION, 2, 3);
  const omitted = serviceArn(account, REGION, 2, 4);
  sandbox.setFaults([
    { type: 'gone', resource: gone },
    { type: 'omit', resource: omitted },
  ]);

  const { resources, gaps } = await readEstate(sandbox, { kinds: ['AWS::ECS::Service'] });

  const arns = resources.map(({ Properties }) => Properties['ServiceArn']);
  expect(arns).toHaveLength(CLUSTERS * SERVICES - 1);
  expect(arns).not.toContain(gone);
  expect(gaps.map(({ identifier }) => identifier)).toEqual([omitted]);
});

test('a cluster that vanished after it was listed takes only its services with it', async () => {
  const arn = clusterArn(account, REGION, 5);
  sandbox.setFaults([
    {
      type: 'error',
      code: 'ClusterNotFoundException',
      status: 400,
      operation: 'ListServices',
      resource: arn,
    },
  ]);

  const { resources, notComplete } = await readEstate(sandbox, { kinds: ['AWS::ECS::Service'] });

  expect(resources).toHaveLength((CLUSTERS - 1) * SERVICES);
  expect(notComplete()).toEqual([]);
});

test('a cluster whose services may not be listed costs its own, and leaves the scope incomplete', async () => {
  const denied = clusterArn(account, REGION, 5);
  sandbox.setFaults([{ type: 'deny', operation: 'ListServices', resource: denied }]);

  const { resources, notComplete } = await readEstate(sandbox, { kinds: ['AWS::ECS::Service'] });

  expect(resources).toHaveLength((CLUSTERS - 1) * SERVICES);
  expect(resources.map(({ __ExtraContext }) => __ExtraContext?.['ClusterArn'])).not.toContain(
    denied,
  );
  expect(notComplete()).toMatchObject([{ outcome: 'denied', resources: resources.length }]);
  expect(notComplete()[0]?.error).toMatchObject({
    message: expect.stringMatching(/\(1 not read, 6 read\)$/) as unknown,
    remedy: expect.stringContaining('ecs:ListServices') as unknown,
  });
});

test('where no cluster may be listed, few are asked for', async () => {
  await using large = await startSandbox({
    estate: { ...ESTATE, accounts: 1, 'AWS::ECS::Cluster': 100, 'AWS::ECS::Service': 1 },
  });
  large.setFaults([{ type: 'deny', operation: 'ListServices' }]);

  const { notComplete } = await readEstate(large, { kinds: ['AWS::ECS::Service'] });

  expect(notComplete().map(({ outcome }) => outcome)).toEqual(['denied']);
  expect(large.calls()['ecs:ListServices']).toBeLessThanOrEqual(2 * 16);
});

test('throttling is no fault of one cluster: it ends the scope', async () => {
  sandbox.setFaults([
    { type: 'throttle', operation: 'ListServices', resource: clusterArn(account, REGION, 5) },
  ]);

  const { notComplete } = await readEstate(sandbox, {
    kinds: ['AWS::ECS::Service'],
    retry: { maxAttempts: 2 },
  });

  expect(notComplete().map(({ outcome }) => outcome)).toEqual(['throttled']);
});

test.each(['DRAINING', 'INACTIVE'])(
  'a deleted service is not found, though ECS still describes it as %s',
  async (status) => {
    const [found] = example.replies['ecs:DescribeServices'].services;
    await using served = await serve({
      ...example,
      replies: { 'ecs:DescribeServices': { services: [{ ...found, status }] } },
    });

    const single = EcsService.exporter.getResource(example.identifiers, served.request([]));

    await expect(single).rejects.toThrow(ResourceNotFoundError);
  },
);

test('a deleted cluster is not found, though ECS still describes it', async () => {
  const [found] = clusterExample.replies['ecs:DescribeClusters'].clusters;
  await using served = await serve({
    ...clusterExample,
    replies: { 'ecs:DescribeClusters': { clusters: [{ ...found, status: 'INACTIVE' }] } },
  });

  const single = EcsCluster.exporter.getResource(clusterExample.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});

test('a service with an ARN of the old form is fetched by its name, and keeps that ARN', async () => {
  const [found] = example.replies['ecs:DescribeServices'].services;
  const old = 'arn:aws:ecs:eu-west-1:111122223333:service/shop';
  await using served = await serve({
    ...example,
    replies: { 'ecs:DescribeServices': { services: [{ ...found, serviceArn: old }] } },
  });

  const single = await EcsService.exporter.getResource(example.identifiers, served.request([]));

  expect(single.gaps).toEqual([]);
  expect(single.resources[0]?.Properties).toMatchObject({ ServiceArn: old, Status: 'ACTIVE' });
});

test('services with ARNs of the old form are described in their own cluster, listed in whatever order', async () => {
  const arnOf = (name: string): string => `arn:aws:ecs:${REGION}:111122223333:service/${name}`;
  const asked: unknown[] = [];
  await using old = await startSandbox({
    estate: { ...ESTATE, accounts: 1, 'AWS::ECS::Cluster': 2 },
    replies: {
      'ecs:ListServices': ({ cluster }) => ({
        serviceArns: [arnOf(`a-of-${nameOf(cluster)}`), arnOf(`b-of-${nameOf(cluster)}`)],
      }),
      'ecs:DescribeServices': ({ cluster, services }) => {
        asked.push([nameOf(cluster), services]);
        const [a, b] = services as string[];
        // The other way round, and the first of them left out with a reason that is no absence.
        return {
          services: [{ serviceArn: b, clusterArn: cluster, serviceName: `of ${nameOf(cluster)}` }],
          failures: [{ arn: a, reason: 'ACCESS' }],
        };
      },
    },
  });

  const { resources, gaps } = await readEstate(old, { kinds: ['AWS::ECS::Service'] });

  expect(asked).toHaveLength(2);
  const told = resources.map(({ Properties }) => [
    Properties['ServiceArn'],
    nameOf(Properties['ClusterArn']),
    Properties['ServiceName'],
  ]);
  expect(told.sort()).toEqual([
    [arnOf('a-of-cluster-0'), 'cluster-0', undefined],
    [arnOf('a-of-cluster-1'), 'cluster-1', undefined],
    [arnOf('b-of-cluster-0'), 'cluster-0', 'of cluster-0'],
    [arnOf('b-of-cluster-1'), 'cluster-1', 'of cluster-1'],
  ]);
  expect(gaps.map(({ identifier }) => identifier).sort()).toEqual([
    arnOf('a-of-cluster-0'),
    arnOf('a-of-cluster-1'),
  ]);
});

function nameOf(arn: unknown): string {
  return String(arn).replace(/^.*\//, '');
}
