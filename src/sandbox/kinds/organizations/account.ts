import { accountParent, accountTags, organizationAccount } from '../../estate/organization.ts';
import { ORGANIZATIONS } from '../../services/organizations.ts';
import type { UncountedKind } from '../../simulation/simulated-kind.ts';

/**
 * The accounts of the organization, as its management account reads them.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export const account: UncountedKind = {
  kind: 'AWS::Organizations::Account',
  client: () => import('@aws-sdk/client-organizations'),
  gone: 'AccountNotFoundException',
  calls: Object.fromEntries(
    Object.entries(ORGANIZATIONS).map(([name, handler]) => [`organizations:${name}`, handler]),
  ),
  count: ({ estate, accountId, region }) =>
    accountId === estate.managementAccountId && region === estate.regions[0]
      ? estate.accountIds.length
      : 0,
  at({ estate, n }) {
    const Id = estate.accountIds[n] ?? '';
    const { Arn, Name, Email, Status, State, JoinedMethod, JoinedTimestamp } = organizationAccount(
      estate,
      Id,
    );
    return {
      names: { Id },
      replies: {}, // its calls are handlers
      items: () => [
        {
          identifiers: [Id],
          properties: {
            Id,
            Arn,
            Name,
            Email,
            Status,
            State,
            JoinedMethod,
            JoinedTimestamp,
            Parents: [accountParent(estate, Id)],
            Tags: accountTags(estate, Id),
          },
          extraContext: null,
        },
      ],
    };
  },
};
