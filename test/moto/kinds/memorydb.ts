import {
  CreateUserCommand,
  DescribeUsersCommand,
  ListTagsCommand,
  MemoryDBClient,
} from '@aws-sdk/client-memorydb';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';

export const memorydbUser: KindContract = {
  kind: 'AWS::MemoryDB::User',
  reach: 'region',
  key: ['ARN'],
  async seed(place) {
    const memorydb = place.of(MemoryDBClient);
    await memorydb.send(
      new CreateUserCommand({
        UserName: 'orders',
        AuthenticationMode: { Type: 'password', Passwords: ['hunter2hunter2hunter2'] },
        AccessString: 'on ~orders:* +@all',
        Tags: [...TAGS],
      }),
    );
    await memorydb.send(
      new CreateUserCommand({
        UserName: 'reader',
        AuthenticationMode: { Type: 'iam' },
        AccessString: 'on ~* +@read',
      }),
    );
  },
  async *expected(place) {
    const memorydb = place.of(MemoryDBClient);
    const lists = pages(
      (NextToken) => memorydb.send(new DescribeUsersCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { Users = [] } of lists) {
      for (const user of Users) {
        const { TagList = [] } = await memorydb.send(
          new ListTagsCommand({ ResourceArn: user.ARN }),
        );
        yield { properties: { ...user, TagList }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['Name'])],
  missing: () => ['not-there'],
};
