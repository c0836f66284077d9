import type {
  DescribeAccountResponse,
  ListAccountsResponse,
  ListParentsResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-organizations';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const account = {
  Id: EXAMPLE_ACCOUNT,
  Arn: `arn:aws:organizations::999999999999:account/o-example/${EXAMPLE_ACCOUNT}`,
  Name: 'billing',
  State: 'ACTIVE' as const,
};
const joined = { JoinedTimestamp: new Date('2024-01-02T03:04:05Z') };

export const example = {
  identifiers: [EXAMPLE_ACCOUNT],
  region: 'us-east-1',
  replies: {
    'organizations:ListAccounts': {
      Accounts: [{ ...account, ...joined }],
    } satisfies ListAccountsResponse,
    'organizations:DescribeAccount': {
      Account: { ...account, ...joined },
    } satisfies DescribeAccountResponse,
    'organizations:ListParents': {
      Parents: [{ Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' }],
    } satisfies ListParentsResponse,
    'organizations:ListTagsForResource': {
      Tags: [{ Key: 'team', Value: 'billing' }],
    } satisfies ListTagsForResourceResponse,
  },
  properties: {
    ...account,
    JoinedTimestamp: '2024-01-02T03:04:05Z',
    Parents: [{ Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' }],
    Tags: [{ Key: 'team', Value: 'billing' }],
  },
  extraContext: null,
} satisfies KindExample;
