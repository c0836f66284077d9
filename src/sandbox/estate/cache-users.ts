import type { User } from '@aws-sdk/client-memorydb';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function cacheUserArn(accountId: string, region: string, index: number): string {
  return `arn:aws:memorydb:${region}:${accountId}:user/user-${index}`;
}

/** The position of a MemoryDB user named by ARN or by name; undefined when there is none here. */
export function cacheUserIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::MemoryDB::User', accountId, region);
  return positionOf(name, count, (index) => [
    `user-${index}`,
    cacheUserArn(accountId, region, index),
  ]);
}

/** A MemoryDB user, as DescribeUsers tells it. */
export function cacheUser(estate: Estate, accountId: string, region: string, index: number): User {
  const draw = estate.draw('cache user', accountId, region, index);
  return {
    Name: `user-${index}`,
    ARN: cacheUserArn(accountId, region, index),
    Status: draw % 10 === 0 ? 'modifying' : 'active',
    AccessString: draw % 2 === 0 ? 'on ~* &* +@all' : `on ~app:${draw % 50}:* +@read`,
    ACLNames: draw % 3 === 0 ? [] : [`acl-${draw % 7}`],
    MinimumEngineVersion: '6.2',
    Authentication:
      draw % 4 === 0 ? { Type: 'iam' } : { Type: 'password', PasswordCount: 1 + (draw % 2) },
  };
}

export function cacheUserTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): { Key: string; Value: string }[] {
  return estate.tags('cache user', accountId, region, index);
}
