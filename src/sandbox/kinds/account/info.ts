import { isActive, organizationAccount } from '../../estate/organization.ts';
import type { SimulatedPart } from '../../simulation/simulated-kind.ts';
import { account } from '../organizations/account.ts';

/** What the organization says of an account that is in service. */
export const info: SimulatedPart = {
  kind: 'AWS::Account::Info',
  partOf: account,
  toldBy: 'ListAccounts',
  itemsAt({ estate, n }) {
    const Id = estate.accountIds[n] ?? '';
    const { Name, Email, Arn } = organizationAccount(estate, Id);
    if (!isActive(estate, Id)) return [];
    return [{ identifiers: [Id], properties: { Id, Name, Email, Arn }, extraContext: null }];
  },
};
