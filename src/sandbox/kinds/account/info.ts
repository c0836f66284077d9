import { isActive } from '../../estate/organization.ts';
import type { SimulatedPart } from '../../simulation/simulated-kind.ts';
import { account } from '../organizations/account.ts';

/** The organization's description of an active account. */
export const info: SimulatedPart = {
  kind: 'AWS::Account::Info',
  partOf: account,
  itemsAt({ estate, n }) {
    const Id = estate.accountIds[n] ?? '';
    if (!isActive(estate, Id)) return [];
    return [
      {
        identifiers: [Id],
        properties: {
          Id,
          Name: n === 0 ? 'management' : `team-${n} & partners`,
          Email: `aws+${n}@example.com`,
          Arn: `arn:aws:organizations::${estate.managementAccountId}:account/o-sandbox001/${Id}`,
        },
        extraContext: null,
      },
    ];
  },
};
