import {
  DescribeServicesCommand,
  ECSClient,
  ListServicesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import type { CallRule, SimulatedKind } from '../../../src/sandbox/simulation/simulated-kind.ts';
import { failureOf, settings } from '../clients.ts';
import { clusters, REGION, sandboxOf } from './example-kinds.ts';

const within = { cluster: ['clusterName', 'clusterArn'] };

/** Services of clusters, and the tags of each. */
function services(rules: CallRule = {}, more: Partial<SimulatedKind> = {}): SimulatedKind {
  return {
    kind: 'AWS::ECS::Service',
    client: () => import('@aws-sdk/client-ecs'),
    parent: clusters({}),
    gone: 'ServiceNotFoundException',
    calls: {
      'ecs:ListServices': { within, most: 100, ...rules },
      'ecs:DescribeServices': { within, of: { services: ['serviceName'] } },
      'ecs:ListTagsForResource': {
        of: { resourceArn: ['serviceArn'] },
        malformed: 'InvalidParameterException',
        unset: 'UnsupportedFeatureException',
        gone: 'ResourceNotFoundException 404: no such service',
        pagesOf: 2,
      },
    },
    at({ n, accountId, region, parent }) {
      const serviceName = `service-${n}`;
      const serviceArn = `arn:aws:ecs:${region}:${accountId}:service/cluster-${parent.n}/${serviceName}`;
      const tags = [1, 2, 3].map((key) => ({ key: String(key), value: `${parent.n}/${n}` }));
      return {
        names: { serviceName, serviceArn },
        replies: {
          'ecs:ListServices': () => ({ serviceArns: [serviceArn] }),
          'ecs:DescribeServices': () => ({ services: [{ serviceArn }] }),
          'ecs:ListTagsForResource': () => (n === 1 ? undefined : { tags }),
        },
        items: () => [],
      };
    },
    ...more,
  };
}

async function world(kind: SimulatedKind, perCluster = 2) {
  const counts = { 'AWS::ECS::Cluster': 3, 'AWS::ECS::Service': perCluster };
  const sandbox = await sandboxOf([kind], counts);
  return {
    sandbox,
    ecs: new ECSClient(settings(sandbox, REGION)),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

test('a parent lists its own', async () => {
  await using here = await world(services());

  const { serviceArns } = await here.ecs.send(new ListServicesCommand({ cluster: 'cluster-2' }));
  const missing = here.ecs.send(new ListServicesCommand({ cluster: 'cluster-3' }));

  expect(serviceArns?.map((arn) => arn.split('/').slice(1))).toEqual([
    ['cluster-2', 'service-0'],
    ['cluster-2', 'service-1'],
  ]);
  expect(await failureOf(missing)).toMatchObject({ name: 'ClusterNotFoundException' });
});

test('a parent that a fault took has none', async () => {
  await using here = await world(services());
  here.sandbox.setFaults([{ type: 'gone', resource: 'cluster-2' }]);

  const call = here.ecs.send(new ListServicesCommand({ cluster: 'cluster-2' }));

  expect(await failureOf(call)).toMatchObject({ name: 'ClusterNotFoundException' });
});

test('a name means the one below the parent that is named', async () => {
  await using here = await world(services());

  const { services: found = [] } = await here.ecs.send(
    new DescribeServicesCommand({ cluster: 'cluster-1', services: ['service-1'] }),
  );

  expect(found.map(({ serviceArn }) => serviceArn?.split('/').slice(1))).toEqual([
    ['cluster-1', 'service-1'],
  ]);
});

test('a parent without any may be an error', async () => {
  await using here = await world(services({ none: 'ClusterContainsServicesException' }), 0);

  const call = here.ecs.send(new ListServicesCommand({ cluster: 'cluster-1' }));

  expect(await failureOf(call)).toMatchObject({ name: 'ClusterContainsServicesException' });
});

test('a kind may say how many a parent has', async () => {
  await using here = await world(services({}, { count: ({ parent }) => parent?.n ?? 0 }));
  const countOf = async (cluster: string): Promise<number | undefined> =>
    (await here.ecs.send(new ListServicesCommand({ cluster }))).serviceArns?.length;

  expect([await countOf('cluster-0'), await countOf('cluster-2')]).toEqual([0, 2]);
});

test('an ARN means one below any parent; its own list has pages', async () => {
  await using here = await world(services());
  const arn = `arn:aws:ecs:${REGION}:${here.sandbox.managementAccountId}:service/cluster-2/service-0`;
  // This call has no token in the SDK: it returns two tags, and hides the third.
  const { tags } = await here.ecs.send(new ListTagsForResourceCommand({ resourceArn: arn }));

  expect(tags).toEqual([
    { key: '1', value: '2/0' },
    { key: '2', value: '2/0' },
  ]);
});

test.each([
  ['service-0', 'InvalidParameterException', 400, 'service-0 is no ARN'],
  [
    'arn:aws:ecs:eu-west-1:1:service/cluster-9/x',
    'ResourceNotFoundException',
    404,
    'no such service',
  ],
])('%s is refused as the rule says', async (resourceArn, name, status, message) => {
  await using here = await world(services());

  const call = here.ecs.send(new ListTagsForResourceCommand({ resourceArn }));

  expect(await failureOf(call)).toMatchObject({ name, status, message });
});

test('what is not set has an error of its own', async () => {
  await using here = await world(services());
  const resourceArn = `arn:aws:ecs:${REGION}:${here.sandbox.managementAccountId}:service/cluster-2/service-1`;

  const call = here.ecs.send(new ListTagsForResourceCommand({ resourceArn }));

  expect(await failureOf(call)).toMatchObject({ name: 'UnsupportedFeatureException' });
});
