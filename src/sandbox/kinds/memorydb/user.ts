import type { DescribeUsersResponse, ListTagsResponse } from '@aws-sdk/client-memorydb';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeUsers.html */
export const user: SimulatedKind = {
  kind: 'AWS::MemoryDB::User',
  client: () => import('@aws-sdk/client-memorydb'),
  gone: 'UserNotFoundFault 400', // the model says 404, the documentation 400
  tagged: 'memorydb:user',
  calls: {
    // MemoryDB does not document a maximum page size: this is ElastiCache's.
    'memorydb:DescribeUsers': { of: { UserName: ['Name'] }, most: 100 },
    'memorydb:ListTags': { of: { ResourceArn: ['ARN'] } },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const Name = `user-${n}`;
    const ARN = `arn:aws:memorydb:${region}:${accountId}:user/${Name}`;
    const AccessString = draw % 2 === 0 ? 'on ~* &* +@all' : `on ~app:${draw % 50}:* +@read`;
    const isListed = place.oneIn(3, 'access control list');
    const hasPassword = place.oneIn(2, 'password');
    const PasswordCount = 1 + (draw % 2);
    const TagList = place.tags();
    return {
      names: { Name, ARN },
      tags: TagList,
      replies: {
        'memorydb:DescribeUsers': () =>
          ({
            Users: [
              {
                Name,
                ARN,
                Status: draw % 10 === 0 ? 'modifying' : 'active',
                AccessString,
                ACLNames: isListed ? [`acl-${draw % 7}`] : [],
                MinimumEngineVersion: '6.2',
                Authentication: hasPassword ? { Type: 'password', PasswordCount } : { Type: 'iam' },
              },
            ],
          }) satisfies DescribeUsersResponse,
        'memorydb:ListTags': () => ({ TagList }) satisfies ListTagsResponse,
      },
      items: () => [
        {
          identifiers: [Name],
          trails: [
            { requestParameters: { userName: Name } },
            { requestParameters: { resourceArn: ARN } },
            { requestParameters: { aCLName: 'shop', userNames: [Name] } },
            { requestParameters: { aCLName: 'shop', userNamesToAdd: [Name] } },
            { requestParameters: { aCLName: 'shop', userNamesToRemove: [Name] } },
          ],
          properties: {
            Name,
            ARN,
            Status: draw % 10 === 0 ? 'modifying' : 'active',
            AccessString,
            ACLNames: isListed ? [`acl-${draw % 7}`] : [],
            MinimumEngineVersion: '6.2',
            Authentication: hasPassword ? { Type: 'password', PasswordCount } : { Type: 'iam' },
            TagList,
          },
        },
      ],
    };
  },
};
