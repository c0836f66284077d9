import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { owner, pages, pascal, range, type KindContract } from '../contract.ts';

export const logsLogGroup: KindContract = {
  kind: 'AWS::Logs::LogGroup',
  reach: 'region',
  key: ['LogGroupName'],
  async seed(place) {
    const logs = place.of(CloudWatchLogsClient);
    await logs.send(
      new CreateLogGroupCommand({
        logGroupName: '/app/orders',
        kmsKeyId: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        tags: { team: 'orders', 'Cost Centre': '42' },
      }),
    );
    await logs.send(
      new PutRetentionPolicyCommand({ logGroupName: '/app/orders', retentionInDays: 30 }),
    );
    for (const index of range(place.isLarge ? 55 : 1))
      await logs.send(new CreateLogGroupCommand({ logGroupName: `/app/orders-${index}` }));
  },
  async *expected(place) {
    const logs = place.of(CloudWatchLogsClient);
    const lists = pages(
      (nextToken) => logs.send(new DescribeLogGroupsCommand({ nextToken })),
      (page) => page.nextToken,
    );
    for await (const { logGroups = [] } of lists) {
      for (const group of logGroups) {
        const { tags = {} } = await logs.send(
          new ListTagsForResourceCommand({ resourceArn: group.logGroupArn }),
        );
        yield {
          properties: {
            ...pascal(group),
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          },
          context: { ...owner(place), Identifier: group.logGroupName },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['LogGroupName'])],
  missing: () => ['/app/orders-not-there'],
};
