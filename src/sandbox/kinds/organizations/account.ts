import { accountParent, accountTags } from '../../estate/organization.ts';
import { ORGANIZATIONS } from '../../services/organizations.ts';
import type { UncountedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const HIERARCHY = { group: 'hierarchy', burst: 8, refillPerSecond: 5 };

/**
 * The accounts of the organization, as its management account reads them.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export const account: UncountedKind = {
  kind: 'AWS::Organizations::Account',
  client: () => import('@aws-sdk/client-organizations'),
  gone: 'AccountNotFoundException',
  calls: {
    'organizations:DescribeOrganization': { handler: ORGANIZATIONS.DescribeOrganization },
    'organizations:ListRoots': { handler: ORGANIZATIONS.ListRoots, most: 20 },
    'organizations:ListAccounts': {
      handler: ORGANIZATIONS.ListAccounts,
      most: 20,
      limit: { burst: 12, refillPerSecond: 8 },
    },
    'organizations:DescribeAccount': { handler: ORGANIZATIONS.DescribeAccount },
    'organizations:ListAccountsForParent': {
      handler: ORGANIZATIONS.ListAccountsForParent,
      most: 20,
      limit: HIERARCHY,
    },
    'organizations:ListOrganizationalUnitsForParent': {
      handler: ORGANIZATIONS.ListOrganizationalUnitsForParent,
      most: 20,
      limit: HIERARCHY,
    },
    'organizations:ListParents': {
      handler: ORGANIZATIONS.ListParents,
      pagesOf: 20,
      limit: HIERARCHY,
    },
    'organizations:ListTagsForResource': {
      handler: ORGANIZATIONS.ListTagsForResource,
      pagesOf: 20,
      limit: { burst: 15, refillPerSecond: 10 },
    },
  },
  count: ({ estate, accountId, region }) =>
    accountId === estate.managementAccountId && region === estate.regions[0]
      ? estate.accountIds.length
      : 0,
  at({ estate, n }) {
    const Id = estate.accountIds[n] ?? '';
    const every = estate.suspendedEvery;
    const isSuspended = every > 0 && n > 0 && (n + 1) % every === 0;
    return {
      names: { Id },
      replies: {}, // its calls are handlers
      items: () => [
        {
          identifiers: [Id],
          properties: {
            Id,
            Arn: `arn:aws:organizations::${estate.managementAccountId}:account/o-sandbox001/${Id}`,
            Name: n === 0 ? 'management' : `team-${n} & partners`,
            Email: `aws+${n}@example.com`,
            Status: isSuspended ? 'SUSPENDED' : 'ACTIVE',
            State: isSuspended ? 'SUSPENDED' : 'ACTIVE',
            JoinedMethod: n === 0 ? 'INVITED' : 'CREATED',
            JoinedTimestamp: estate.time('account', Id),
            Parents: [accountParent(estate, Id)],
            Tags: accountTags(estate, Id),
          },
          extraContext: null,
        },
      ],
    };
  },
};
