import {
  ListAccountsCommand,
  ListParentsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
  type Account,
} from '@aws-sdk/client-organizations';
import { pages, type KindContract } from '../contract.ts';
import type { Place } from '../place.ts';

async function* accounts(place: Place): AsyncGenerator<Account, void> {
  const lists = pages(
    (NextToken) => place.of(OrganizationsClient).send(new ListAccountsCommand({ NextToken })),
    (page) => page.NextToken,
  );
  for await (const { Accounts = [] } of lists) yield* Accounts;
}

/** The organization itself is created first. */
export const accountInfo: KindContract = {
  kind: 'AWS::Account::Info',
  reach: 'organization',
  key: ['Id'],
  async *expected(place) {
    for await (const { Id, Name, Email, Arn, State, Status } of accounts(place)) {
      if ((State ?? Status) !== 'ACTIVE') continue; // moto has no State
      yield { properties: { Id, Name, Email, Arn }, context: undefined };
    }
  },
  fetchedIn: ({ properties }) => String(properties['Id']),
  identifiers: ({ properties }) => [String(properties['Id'])],
  missing: () => ['000000000000'],
};

export const organizationsAccount: KindContract = {
  kind: 'AWS::Organizations::Account',
  reach: 'organization',
  key: ['Id'],
  async *expected(place) {
    const organizations = place.of(OrganizationsClient);
    for await (const account of accounts(place)) {
      const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: account.Id }));
      const { Tags } = await organizations.send(
        new ListTagsForResourceCommand({ ResourceId: account.Id }),
      );
      yield { properties: { ...account, Parents, Tags }, context: undefined };
    }
  },
  identifiers: ({ properties }) => [String(properties['Id'])],
  missing: () => ['000000000000'],
};
