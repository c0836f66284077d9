import type { DescribeUsersResponse, ListTagsResponse } from '@aws-sdk/client-memorydb';
import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const Name = 'checkout';
const ARN = `arn:aws:memorydb:eu-west-1:${EXAMPLE_ACCOUNT}:user/checkout`;
const TagList = [{ Key: 'team', Value: 'search' }];

export const example = {
  identifiers: [Name],
  replies: {
    'memorydb:DescribeUsers': {
      Users: [
        {
          Name,
          ARN,
          Status: 'active',
          AccessString: 'on ~* &* +@all',
          ACLNames: ['shop'],
          MinimumEngineVersion: '6.2',
          Authentication: { Type: 'password', PasswordCount: 1 },
        },
      ],
    } satisfies DescribeUsersResponse,
    'tagging:GetResources': {
      ResourceTagMappingList: [{ ResourceARN: ARN, Tags: TagList }],
    } satisfies GetResourcesOutput,
    'memorydb:ListTags': { TagList } satisfies ListTagsResponse,
  },
  properties: {
    Name,
    ARN,
    Status: 'active',
    AccessString: 'on ~* &* +@all',
    ACLNames: ['shop'],
    MinimumEngineVersion: '6.2',
    Authentication: { Type: 'password', PasswordCount: 1 },
    TagList,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
