import { cacheUser, cacheUserArn, cacheUserIndex, cacheUserTags } from '../estate/cache-users.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

/** What its sister ElastiCache gives at most; MemoryDB publishes no number. */
const MOST_USERS = 100;

function indexOf(name: string, { estate, accountId, region, isGone }: HandlerContext): number {
  const index = cacheUserIndex(estate, accountId, region, name);
  if (index !== undefined && !isGone(cacheUserArn(accountId, region, index))) return index;
  throw new ServiceError('UserNotFoundFault', `User ${name} not found.`);
}

/** @see https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeUsers.html */
const describeUsers: Handler = (input, context) => {
  refuse(input, 'Filters');
  const { estate, accountId, region, pager } = context;
  const name = text(input, 'UserName');
  if (name !== '') {
    return { Users: [cacheUser(estate, accountId, region, indexOf(name, context))] };
  }
  const size = pager.size(number(input, 'MaxResults'), 1, MOST_USERS);
  const count = estate.countOf('AWS::MemoryDB::User', accountId, region);
  const list = `cacheUsers/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, size, input['NextToken']);
  const Users = indices.map((index) => cacheUser(estate, accountId, region, index));
  return { Users, NextToken: next };
};

export const MEMORYDB: Readonly<Record<string, Handler>> = {
  DescribeUsers: describeUsers,
  ListTags: (input, context) => {
    const { estate, accountId, region } = context;
    const index = indexOf(text(input, 'ResourceArn'), context);
    return { TagList: cacheUserTags(estate, accountId, region, index) };
  },
};
