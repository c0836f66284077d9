import {
  accountParent,
  accountsOf,
  accountTags,
  isUnit,
  organizationAccount,
  ROOT_ID,
  unitParent,
  unitsOf,
} from '../estate/organization.ts';
import { ServiceError } from '../wire/call.ts';
import { number, text, type Handler } from './handler.ts';

const MOST_PER_PAGE = 20;

/** Only the management account can read its organization. */
function inOrganization(handler: Handler): Handler {
  return (input, context) => {
    if (!context.estate.hasOrganization) {
      throw new ServiceError(
        'AWSOrganizationsNotInUseException',
        'Your account is not a member of an organization.',
      );
    }
    if (context.accountId !== context.estate.managementAccountId) {
      throw new ServiceError(
        'AccessDeniedException',
        "You don't have permissions to access this resource.",
      );
    }
    return handler(input, context);
  };
}

function paged(
  list: string,
  name: string,
  all: readonly object[],
  [input, { pager }]: Parameters<Handler>,
): object {
  const size = pager.size(number(input, 'MaxResults'), 1, MOST_PER_PAGE);
  const page = pager.page(list, all.length, size, input['NextToken']);
  return { [name]: page.indices.map((index) => all[index]), NextToken: page.next };
}

/** The account with that id; `code` is the operation's error for an unknown one. */
function known(
  accountId: string,
  { estate, isGone }: Parameters<Handler>[1],
  code = 'AccountNotFoundException',
): string {
  if (estate.accountIndex(accountId) >= 0 && !isGone(accountId)) return accountId;
  throw new ServiceError(code, "You specified an account that doesn't exist.");
}

/** The root or unit with that id; `code` is the operation's error for an unknown one. */
function knownParent(
  parentId: string,
  { estate }: Parameters<Handler>[1],
  code = 'ParentNotFoundException',
): string {
  if (parentId === ROOT_ID || isUnit(estate, parentId)) return parentId;
  throw new ServiceError(code, "You specified a root or organizational unit that doesn't exist.");
}

const handlers = {
  DescribeOrganization: (_, { estate }) => ({
    Organization: {
      Id: 'o-sandbox001',
      MasterAccountId: estate.managementAccountId,
      FeatureSet: 'ALL',
    },
  }),
  ListRoots: (...call) =>
    paged('roots', 'Roots', [{ Id: ROOT_ID, Name: 'Root', PolicyTypes: [] }], call),
  ListAccounts: (...call) => {
    const { estate } = call[1];
    const all = estate.accountIds.map((id) => organizationAccount(estate, id));
    return paged('accounts', 'Accounts', all, call);
  },
  DescribeAccount: (input, context) => ({
    Account: organizationAccount(context.estate, known(text(input, 'AccountId'), context)),
  }),
  ListAccountsForParent: (...call) => {
    const parentId = knownParent(text(call[0], 'ParentId'), call[1]);
    return paged(`accounts/${parentId}`, 'Accounts', accountsOf(call[1].estate, parentId), call);
  },
  ListOrganizationalUnitsForParent: (...call) => {
    const parentId = knownParent(text(call[0], 'ParentId'), call[1]);
    return paged(
      `units/${parentId}`,
      'OrganizationalUnits',
      unitsOf(call[1].estate, parentId),
      call,
    );
  },
  ListParents: (...call) => {
    const childId = text(call[0], 'ChildId');
    const unit = /^ou-sand-(\d+)$/.exec(childId)?.[1];
    if (unit !== undefined) knownParent(childId, call[1], 'ChildNotFoundException');
    const parent =
      unit === undefined
        ? accountParent(call[1].estate, known(childId, call[1], 'ChildNotFoundException'))
        : {
            Id: unitParent(Number(unit)),
            Type: unitParent(Number(unit)) === ROOT_ID ? 'ROOT' : 'ORGANIZATIONAL_UNIT',
          };
    return paged(`parents/${childId}`, 'Parents', [parent], call);
  },
  ListTagsForResource: (...call) => {
    const id = text(call[0], 'ResourceId');
    return paged(
      `tags/${id}`,
      'Tags',
      accountTags(call[1].estate, known(id, call[1], 'TargetNotFoundException')),
      call,
    );
  },
} satisfies Readonly<Record<string, Handler>>;

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html */
export const ORGANIZATIONS = Object.fromEntries(
  Object.entries(handlers).map(([name, handler]) => [name, inOrganization(handler)]),
) as Readonly<Record<keyof typeof handlers, Handler>>; // the same names
