import {
  DescribeAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListParents,
  paginateListTagsForResource,
} from '@aws-sdk/client-organizations';
import type { Account, Parent, Tag } from '@aws-sdk/client-organizations';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structureList, tagList, time } from '../fields.ts';

/** The maximum page size of ListAccounts. */
const ACCOUNTS_PER_PAGE = 20;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html */
const PATH = /^o-[a-z0-9]+\/(?:(?:r|ou)-[a-z0-9-]+\/)*((?:r|ou)-[a-z0-9-]+)\/(\d{12})\/?$/;

type IdentifiedAccount = Account & { readonly Id: string };
type Context = ActionContext<OrganizationsClient>;
type Source = Account & { Parents: Parent[]; Tags: Tag[] };

const Properties = z.object({
  Id: z.string(),
  Arn: z.string().optional(),
  Name: z.string().optional(),
  Email: z.string().optional(),
  Status: z.string().optional(),
  State: z.string().optional(),
  JoinedMethod: z.string().optional(),
  JoinedTimestamp: time.optional(),
  Paths: z.array(z.string()).optional(),
  Parents: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const ListParents = perItem({
  name: 'ListParentsAction',
  permissions: ['organizations:ListParents'],
  async call({ Id, Paths }: IdentifiedAccount, context: Context) {
    const [path, ...others] = Paths ?? [];
    const known = others.length === 0 ? parentIn(path, Id) : undefined;
    if (known !== undefined) return { Parents: [known] };
    const Parents: Parent[] = [];
    for await (const page of sdkPages(paginateListParents, context, { ChildId: Id })) {
      Parents.push(...(page.Parents ?? []));
    }
    return { Parents };
  },
});

const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['organizations:ListTagsForResource'],
  async call({ Id }: IdentifiedAccount, context: Context) {
    const Tags: Tag[] = [];
    for await (const page of sdkPages(paginateListTagsForResource, context, { ResourceId: Id })) {
      Tags.push(...(page.Tags ?? []));
    }
    return { Tags };
  },
});

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const OrganizationsAccount = defineKind({
  kind: 'AWS::Organizations::Account',
  title: 'account of the organization',
  reach: 'organization',
  client: OrganizationsClient,
  properties: Properties,
  entity: {
    blueprint: 'awsAccount',
    identifier: 'Id',
    title: 'Name',
    properties: ['Arn', 'Email', 'Status', 'JoinedMethod', 'JoinedTimestamp', 'Tags'],
  },
  list: {
    operation: 'ListAccounts',
    permissions: ['organizations:ListAccounts'],
    pageSize: ACCOUNTS_PER_PAGE,
    pages: (context) => sdkPages(paginateListAccounts, context, { MaxResults: ACCOUNTS_PER_PAGE }),
    items: (page) => page.Accounts?.filter(isIdentified),
  },
  get: {
    identifiers: ['AccountId'],
    arn: /^organizations:account\/[^/]+\/(?<AccountId>\d{12})$/,
    of: ({ Id }) => [Id],
    permissions: ['organizations:DescribeAccount'],
    async find([AccountId = ''], { client, signal }) {
      const command = new DescribeAccountCommand({ AccountId });
      const answer = await client.send(command, { abortSignal: signal });
      return answered([answer.Account].find(isIdentified), AccountId);
    },
  },
  idOf: (account) => account.Id,
  listed: (account) => account,
  extraContext: () => undefined,
  errors: {
    notFound: ['AccountNotFoundException', 'ChildNotFoundException', 'TargetNotFoundException'],
  },
  limits: [
    {
      operations: ['organizations:ListTagsForResource'],
      burst: 15,
      refillPerSecond: 10,
      source:
        'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits',
    },
  ],
  actions: { defaults: [], options: [ListParents, ListTagsForResource] },
});

/** The parent in a path `o-…/r-…/ou-…/account`; undefined for other forms. */
function parentIn(path: string | undefined, id: string): Parent | undefined {
  const [, parent, account] = PATH.exec(path ?? '') ?? [];
  if (parent === undefined || account !== id) return undefined;
  return { Id: parent, Type: parent.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' };
}

function isIdentified(account: Account | undefined): account is IdentifiedAccount {
  return account?.Id !== undefined;
}
