import { ListTagsForResourceCommand, RDSClient } from '@aws-sdk/client-rds';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { accountId, region, settings } = await openScope({
  'AWS::RDS::DBInstance': 2,
  'AWS::RDS::DBCluster': 2,
});
const rds = new RDSClient(settings);

function tagsOf(name: string) {
  const ResourceName = `arn:aws:rds:${region}:${accountId}:${name}`;
  return rds.send(new ListTagsForResourceCommand({ ResourceName }));
}

test('tags are those of an instance or a cluster; what is not there is missed by its own type', async () => {
  const instance = await tagsOf('db:database-0');
  const cluster = await tagsOf('cluster:dbcluster-0');
  const noInstance = await failureOf(tagsOf('db:database-99'));
  const noCluster = await failureOf(tagsOf('cluster:dbcluster-99'));

  expect(instance.TagList).not.toEqual([]);
  expect(cluster.TagList).not.toEqual([]);
  expect(noInstance).toMatchObject({ code: 'DBInstanceNotFound', status: 404 });
  expect(noCluster).toMatchObject({ code: 'DBClusterNotFoundFault', status: 404 });
});
