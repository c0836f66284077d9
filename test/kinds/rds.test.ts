import { expect, test } from '@jest/globals';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { KindWorld, REGION } from '../helpers/kind-world.ts';

test('where the listing tells no tags they are asked for, and a vanished database costs only itself', async () => {
  const arns = ['orders', 'gone', 'denied'].map((name) => `arn:aws:rds:${REGION}:1:db:${name}`);
  await using world = await KindWorld.open('AWS::RDS::DBInstance', 3, {
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
