import { expect, test } from '@jest/globals';
import { dbCluster, dbInstance } from '../../src/sandbox/estate/databases.ts';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';

const INSTANCES: KindOfEstate = {
  kind: 'AWS::RDS::DBInstance',
  counted: 'dbInstances',
  propertiesOf(...place) {
    const {
      DbInstancePort,
      IAMDatabaseAuthenticationEnabled,
      PerformanceInsightsEnabled,
      VpcSecurityGroups,
      ...instance
    } = dbInstance(...place);
    return {
      ...instance,
      Port: DbInstancePort,
      EnableIAMDatabaseAuthentication: IAMDatabaseAuthenticationEnabled,
      EnablePerformanceInsights: PerformanceInsightsEnabled,
      VPCSecurityGroups: VpcSecurityGroups,
      Tags: instance.TagList,
    };
  },
};
const CLUSTERS: KindOfEstate = {
  kind: 'AWS::RDS::DBCluster',
  counted: 'dbClusters',
  propertiesOf(...place) {
    const cluster = dbCluster(...place);
    return { ...cluster, Tags: cluster.TagList };
  },
};

test.each([
  [INSTANCES, 'rds:DescribeDBInstances'],
  [CLUSTERS, 'rds:DescribeDBClusters'],
])(
  'every $kind comes out with its own attributes, and its tags cost no call',
  async (subject, list) => {
    await using world = await KindWorld.open(subject, 250);

    const result = await world.read();

    expectWhole(result, world.items());
    expect(world.calls).toMatchObject({ [list]: 6 });
    expect(world.calls).not.toHaveProperty(['rds:ListTagsForResource']);
  },
);

test('where the listing tells no tags they are asked for, and a vanished database costs only itself', async () => {
  const arns = ['orders', 'gone', 'denied'].map((name) => `arn:aws:rds:${REGION}:1:db:${name}`);
  await using world = await KindWorld.open(INSTANCES, 3, {
    estate: { accounts: 1 },
    replies: {
      'rds:DescribeDBInstances': () => ({
        DBInstances: arns.map((DBInstanceArn) => ({
          DBInstanceArn,
          DBInstanceIdentifier: DBInstanceArn.split(':').pop(),
        })),
      }),
      'rds:ListTagsForResource': ({ ResourceName }) => {
        if (ResourceName === arns[1]) throw new ServiceError('DBInstanceNotFound', 'gone', 404);
        if (ResourceName === arns[2]) throw new ServiceError('AccessDenied', 'no', 403);
        return { TagList: [{ Key: 'team', Value: 'search' }] };
      },
    },
  });

  const result = await world.read();

  expect(result.resources.map(({ Properties }) => Properties)).toEqual([
    {
      DBInstanceArn: arns[0],
      DBInstanceIdentifier: 'orders',
      Tags: [{ Key: 'team', Value: 'search' }],
    },
    { DBInstanceArn: arns[2], DBInstanceIdentifier: 'denied' },
  ]);
  expect(result.gaps).toMatchObject([
    { identifier: arns[2], action: 'ListTagsForResourceAction', failure: { class: 'denied' } },
  ]);
});
