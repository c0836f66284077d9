import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  paginateListClusters,
  paginateListServices,
} from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { cluster, clusterArn, service, serviceArn } from '../../src/sandbox/estate/clusters.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const { sandbox, estate, accountId, region, keys, at, each } = await openScope({
  'AWS::ECS::Cluster': 4,
  'AWS::ECS::Service': 12,
  'AWS::ECS::TaskDefinition': 12,
});
const { ecs } = clients(sandbox, region, keys);
const arns = each('AWS::ECS::Cluster', (_, ...place) => clusterArn(...place));

test('lists every cluster, page by page', async () => {
  const pages = paginateListClusters({ client: ecs }, { maxResults: 3 });

  const { items, pageCount } = await readAll(pages, (page) => page.clusterArns);

  expect(items).toEqual(arns);
  expect(pageCount).toBe(Math.ceil(arns.length / 3));
});

test('describes clusters with all that can be included, in an order of its own', async () => {
  const include = ['TAGS', 'ATTACHMENTS', 'SETTINGS', 'CONFIGURATIONS', 'STATISTICS'] as const;

  const { clusters = [], failures } = await ecs.send(
    new DescribeClustersCommand({ clusters: [...arns], include: [...include] }),
  );

  const expected = arns.map((_, index) => cluster(...at(index)));
  const byArn = new Map(clusters.map((found) => [found.clusterArn, found]));
  expect(arns.map((arn) => bare(byArn.get(arn)))).toEqual(expected.map(bare));
  expect(clusters.map((found) => found.clusterArn)).not.toEqual(arns);
  expect(failures).toEqual([]);
});

test('leaves out what was not to be included', async () => {
  const { clusters = [] } = await ecs.send(
    new DescribeClustersCommand({ clusters: [...arns], include: ['TAGS'] }),
  );

  expect(clusters[0]).toHaveProperty('tags');
  expect(clusters[0]).not.toHaveProperty('configuration');
  expect(clusters[0]?.settings ?? []).toEqual([]);
});

test('names a missing cluster as a failure, and refuses more than a hundred', async () => {
  const missing = clusterArn(accountId, region, 999);
  const [first = ''] = arns;
  const many = Array.from({ length: 101 }, () => first);

  const answer = await ecs.send(new DescribeClustersCommand({ clusters: [missing, first] }));
  const refused = await failureOf(ecs.send(new DescribeClustersCommand({ clusters: many })));

  expect(answer.clusters?.map((found) => found.clusterArn)).toEqual([first]);
  expect(answer.failures).toEqual([{ arn: missing, reason: 'MISSING' }]);
  expect(refused).toMatchObject({ name: 'InvalidParameterException', status: 400 });
});

test('lists and describes the services of a cluster', async () => {
  const [, name = ''] = arns;
  const pages = paginateListServices({ client: ecs }, { cluster: name, maxResults: 5 });

  const { items, pageCount } = await readAll(pages, (page) => page.serviceArns);
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: name, services: items.slice(0, 10), include: ['TAGS'] }),
  );

  const servicesPerCluster = estate.countPerParent('AWS::ECS::Service', accountId, region);
  expect(items).toEqual(
    Array.from({ length: servicesPerCluster }, (_, index) =>
      serviceArn(accountId, region, 1, index),
    ),
  );
  expect(pageCount).toBe(Math.ceil(servicesPerCluster / 5));
  const byArn = new Map(services.map((found) => [found.serviceArn, bare(found)]));
  for (const [index, arn] of items.slice(0, 10).entries()) {
    expect(byArn.get(arn)).toEqual(bare(service(estate, accountId, region, 1, index)));
  }
});

test('names a missing service as a failure, and refuses more than ten', async () => {
  const [name = ''] = arns;
  const missing = serviceArn(accountId, region, 1, 0); // it is there, but in another cluster
  const many = Array.from({ length: 11 }, (_, index) => serviceArn(accountId, region, 0, index));

  const answer = await ecs.send(
    new DescribeServicesCommand({ cluster: name, services: [missing, 'service-999'] }),
  );
  const refused = await failureOf(
    ecs.send(new DescribeServicesCommand({ cluster: name, services: many })),
  );

  expect(answer.services).toEqual([]);
  expect(answer.failures?.map(({ reason }) => reason)).toEqual(['MISSING', 'MISSING']);
  expect(refused.name).toBe('InvalidParameterException');
});

test('does not list the services of a cluster that is not there, nor with a foreign token', async () => {
  const missing = await failureOf(ecs.send(new ListServicesCommand({ cluster: 'cluster-999' })));
  const { nextToken } = await ecs.send(new ListServicesCommand({ cluster: 'cluster-0' }));
  const forged = await failureOf(
    ecs.send(new ListClustersCommand({ nextToken: nextToken ?? 'x' })),
  );

  expect(missing).toMatchObject({ name: 'ClusterNotFoundException', status: 400 });
  expect(forged).toMatchObject({ name: 'InvalidParameterException', status: 400 });
});

test('a task definition is described by ARN or by name, with its tags when they are asked for', async () => {
  const { taskDefinitionArns: [, , , , , , taskDefinition = ''] = [] } = await ecs.send(
    new ListTaskDefinitionsCommand({ status: 'ACTIVE' }),
  );

  const byArn = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  const byName = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'app-1:2' }));

  expect(byArn.taskDefinition).toMatchObject({ family: 'app-1', revision: 2 });
  expect(byName.taskDefinition).toEqual(byArn.taskDefinition);
  expect(byArn.tags).toBeDefined();
  expect(byName.tags).toBeUndefined();
});

test('no task definition is inactive, and one that is not there cannot be described', async () => {
  const inactive = await ecs.send(new ListTaskDefinitionsCommand({ status: 'INACTIVE' }));
  const elsewhere = `arn:aws:ecs:us-west-2:${accountId}:task-definition/app-0:1`;

  expect(inactive.taskDefinitionArns ?? []).toEqual([]);
  for (const taskDefinition of ['app-9:1', 'app-0:6', 'other', elsewhere]) {
    const failure = await failureOf(
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition })),
    );

    expect(failure).toMatchObject({
      name: 'ClientException',
      status: 400,
      message: 'Unable to describe task definition.',
    });
  }
});
