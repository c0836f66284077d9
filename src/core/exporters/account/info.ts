import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';

interface Source {
  readonly Id: string;
  readonly Name: string;
  readonly Email: string;
  readonly Arn: string;
}

const Properties = z.object({
  Id: z.string(),
  Name: z.string().optional(),
  Email: z.string().optional(),
  Arn: z.string().optional(),
} satisfies FieldsOf<Source>);

/** The account itself, from discovery: no call. */
export const AccountInfo = defineKind({
  kind: 'AWS::Account::Info',
  title: 'AWS account',
  reach: 'account',
  properties: Properties,
  entity: {
    blueprint: 'awsAccount',
    identifier: 'Id',
    title: 'Name',
    properties: ['Arn', 'Email'],
  },
  list: {
    permissions: [],
    pageSize: 1,
    async *pages({ account }) {
      yield await Promise.resolve([account]);
    },
    items: (accounts: readonly Account[]) => accounts,
  },
  get: {
    identifiers: ['AccountId'],
    arn: /^organizations:account\/[^/]+\/(?<AccountId>\d{12})$/,
    of: ({ id }) => [id],
    find: ([id], { account }) => (account.id === id ? account : undefined),
  },
  idOf: (account) => account.id,
  listed: ({ id, name, email, arn, descriptionError }) =>
    descriptionError === undefined ? { Id: id, Name: name, Email: email, Arn: arn } : { Id: id },
  whyIncomplete: ({ descriptionError }) => descriptionError,
  extraContext: () => undefined,
  actions: { defaults: [], options: [] },
});
