import { expect, test } from '@jest/globals';
import { dbCluster, dbInstance } from '../../src/sandbox/estate/databases.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { toItem } from '../../src/core/exporters/to-item.ts';
import { canonical } from '../helpers/expected.ts';
import { readEstate } from '../helpers/read-estate.ts';

const region = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'databases',
  accounts: 2,
  regions: [region],
  usedRegions: 1,
  dbInstances: 250,
  dbClusters: 120,
};

/** What must come out of an estate's databases. */
function expectedItems(estate: Estate): readonly string[] {
  const items: object[] = [];
  for (const accountId of estate.accountIds) {
    const __ExtraContext = { AccountId: accountId, Region: region };
    for (let index = 0; index < 250; index += 1) {
      const {
        DbInstancePort,
        IAMDatabaseAuthenticationEnabled,
        PerformanceInsightsEnabled,
        VpcSecurityGroups,
        ...instance
      } = dbInstance(estate, accountId, region, index);
      const Properties = {
        ...instance,
        Port: DbInstancePort,
        EnableIAMDatabaseAuthentication: IAMDatabaseAuthenticationEnabled,
        EnablePerformanceInsights: PerformanceInsightsEnabled,
        VPCSecurityGroups: VpcSecurityGroups,
        Tags: instance.TagList,
      };
      items.push({ Type: 'AWS::RDS::DBInstance', Properties: toItem(Properties), __ExtraContext });
    }
    for (let index = 0; index < 120; index += 1) {
      const cluster = dbCluster(estate, accountId, region, index);
      const Properties = { ...cluster, Tags: cluster.TagList };
      items.push({ Type: 'AWS::RDS::DBCluster', Properties: toItem(Properties), __ExtraContext });
    }
  }
  return items.map(canonical).sort();
}

const kinds = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'] as const;

test('every database comes out with its own attributes, and its tags cost no call', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const result = await readEstate(sandbox, { kinds, everything: true });

  expect(result.resources.map(canonical).sort()).toEqual(expectedItems(sandbox.estate));
  expect(result.notComplete()).toEqual([]);
  expect(result.gaps).toEqual([]);
  expect(sandbox.calls()).toMatchObject({
    'rds:DescribeDBInstances': 6,
    'rds:DescribeDBClusters': 4,
  });
  expect(sandbox.calls()).not.toHaveProperty(['rds:ListTagsForResource']);
});

test('where the listing tells no tags they are asked for, and a vanished database costs only itself', async () => {
  const arns = ['orders', 'gone', 'denied'].map((name) => `arn:aws:rds:${region}:1:db:${name}`);
  await using sandbox = await startSandbox({
    estate: { ...ESTATE, accounts: 1 },
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

  const result = await readEstate(sandbox, {
    kinds: ['AWS::RDS::DBInstance'],
    everything: true,
  });

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
