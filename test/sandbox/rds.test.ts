import { ListTagsForResourceCommand, RDSClient } from '@aws-sdk/client-rds';
import { expect, test } from '@jest/globals';
import { openScope } from './clients.ts';

const { accountId, region, settings } = await openScope({
  'AWS::RDS::DBInstance': 2,
  'AWS::RDS::DBCluster': 2,
});
const rds = new RDSClient(settings);

function tagsOf(name: string) {
  const ResourceName = `arn:aws:rds:${region}:${accountId}:${name}`;
  return rds.send(new ListTagsForResourceCommand({ ResourceName }));
}

test('tags are those of an instance or a cluster', async () => {
  const instance = await tagsOf('db:database-0');
  const cluster = await tagsOf('cluster:dbcluster-0');

  expect(instance.TagList).not.toEqual([]);
  expect(cluster.TagList).not.toEqual([]);
});
