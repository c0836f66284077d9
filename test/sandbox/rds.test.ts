import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ListTagsForResourceCommand,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  RDSClient,
} from '@aws-sdk/client-rds';
import { expect, test } from '@jest/globals';
import { dbCluster, dbClusterArn, dbInstance } from '../../src/sandbox/estate/databases.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const { accountId, region, settings, at, each } = await openScope({
  'AWS::RDS::DBInstance': 47,
  'AWS::RDS::DBCluster': 33,
});
const rds = new RDSClient(settings);

test('lists every database instance, page by page', async () => {
  const pages = paginateDescribeDBInstances({ client: rds }, { MaxRecords: 20 });

  const { items, pageCount } = await readAll(pages, ({ DBInstances }) => DBInstances);

  const expected = each('AWS::RDS::DBInstance', dbInstance);
  expect(bare(items)).toEqual(bare(expected));
  expect(pageCount).toBe(3);
});

test('lists every database cluster, page by page', async () => {
  const pages = paginateDescribeDBClusters({ client: rds }, { MaxRecords: 20 });

  const { items, pageCount } = await readAll(pages, ({ DBClusters }) => DBClusters);

  const expected = each('AWS::RDS::DBCluster', dbCluster);
  expect(bare(items)).toEqual(bare(expected));
  expect(pageCount).toBe(2);
});

test('finds one by its identifier or its ARN', async () => {
  const byName = await rds.send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'database-7' }),
  );
  const byArn = await rds.send(
    new DescribeDBClustersCommand({ DBClusterIdentifier: dbClusterArn(accountId, region, 8) }),
  );

  expect(bare(byName.DBInstances)).toEqual([bare(dbInstance(...at(7)))]);
  expect(bare(byArn.DBClusters)).toEqual([bare(dbCluster(...at(8)))]);
});

test('gives the tags of one', async () => {
  const { DBInstanceArn = '', TagList } = dbInstance(...at(3));

  const answer = await rds.send(new ListTagsForResourceCommand({ ResourceName: DBInstanceArn }));

  expect(answer.TagList).toEqual(TagList);
});

test('does not know what is not there, in the words of RDS', async () => {
  const instance = await failureOf(
    rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'database-99' })),
  );
  const cluster = await failureOf(
    rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'dbcluster-99' })),
  );

  expect(instance).toMatchObject({ code: 'DBInstanceNotFound', status: 404 });
  expect(cluster).toMatchObject({ code: 'DBClusterNotFoundFault', status: 404 });
});

test('refuses a page size out of range', async () => {
  const failure = await failureOf(rds.send(new DescribeDBInstancesCommand({ MaxRecords: 101 })));

  expect(failure.status).toBe(400);
});
