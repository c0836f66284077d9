import type { DescribeClustersResponse, DescribeServicesResponse } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { EcsCluster } from '../../src/core/exporters/ecs/cluster.ts';
import { EcsService } from '../../src/core/exporters/ecs/service.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { exampleOf, type WorkedExample } from '../conformance/worked-example.ts';
import { ESTATE, REGION } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

const CLUSTER = ['DescribeClusters', 'clusters'] as const;
const SERVICE = ['DescribeServices', 'services'] as const;

/** Serves an example that is described with other members. */
function serveChanged(
  example: WorkedExample,
  [operation, list]: typeof CLUSTER | typeof SERVICE,
  changes: object,
): ReturnType<WorkedExample['serve']> {
  const name = `ecs:${operation}`;
  return example.serve({
    [name]: (input, context) => {
      const answer: DescribeClustersResponse & DescribeServicesResponse = simulatedAnswer(name)(
        input,
        context,
      );
      return { [list]: answer[list]?.map((one) => ({ ...one, ...changes })) };
    },
  });
}

test.each(['DRAINING', 'INACTIVE'])(
  'a deleted service is not found, though ECS still describes it as %s',
  async (status) => {
    const example = exampleOf('AWS::ECS::Service');
    await using served = await serveChanged(example, SERVICE, { status });

    const single = EcsService.exporter.getResource(example.identifiers, served.request([]));

    await expect(single).rejects.toThrow(ResourceNotFoundError);
  },
);

test('a deleted cluster is not found, though ECS still describes it', async () => {
  const example = exampleOf('AWS::ECS::Cluster');
  await using served = await serveChanged(example, CLUSTER, { status: 'INACTIVE' });

  const single = EcsCluster.exporter.getResource(example.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});

test('a service with an ARN of the old form is fetched by its name, and keeps that ARN', async () => {
  const example = exampleOf('AWS::ECS::Service');
  const old = 'arn:aws:ecs:eu-west-1:111122223333:service/service-0';
  await using served = await serveChanged(example, SERVICE, { serviceArn: old });

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
        serviceArns: [arnOf(`a-of-${lastPart(cluster)}`), arnOf(`b-of-${lastPart(cluster)}`)],
      }),
      'ecs:DescribeServices': ({ cluster, services }) => {
        asked.push([lastPart(cluster), services]);
        const [a, b] = services as string[];
        // The other way round, and the first of them left out with a reason that is no absence.
        return {
          services: [
            { serviceArn: b, clusterArn: cluster, serviceName: `of ${lastPart(cluster)}` },
          ],
          failures: [{ arn: a, reason: 'ACCESS' }],
        };
      },
    },
  });

  const { resources, gaps } = await readEstate(old, { kinds: ['AWS::ECS::Service'] });

  expect(asked).toHaveLength(2);
  const told = resources.map(({ Properties }) => [
    Properties['ServiceArn'],
    lastPart(Properties['ClusterArn']),
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

function lastPart(arn: unknown): string {
  return String(arn).replace(/^.*\//, '');
}
