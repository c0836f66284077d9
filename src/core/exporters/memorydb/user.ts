import {
  DescribeUsersCommand,
  ListTagsCommand,
  MemoryDBClient,
  paginateDescribeUsers,
} from '@aws-sdk/client-memorydb';
import type { Tag, User } from '@aws-sdk/client-memorydb';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { asTagList, completeTags, tagsAs } from '../../actions/tags.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, tagList } from '../fields.ts';

/** MemoryDB documents no maximum; this is the maximum of ElastiCache. */
const USERS_PER_PAGE = 100;

type IdentifiedUser = User & { readonly Name: string; readonly ARN: string };
type Source = User & { TagList: readonly Tag[] };

const Properties = z.object({
  Name: z.string(),
  ARN: z.string(),
  Status: z.string().optional(),
  AccessString: z.string().optional(),
  ACLNames: z.array(z.string()).optional(),
  MinimumEngineVersion: z.string().optional(),
  Authentication: structure.optional(),
  TagList: tagList.optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/memorydb/latest/APIReference/API_ListTags.html */
const ListTags = perItem({
  name: 'ListTagsForMemoryDbUserAction',
  permissions: ['memorydb:ListTags'],
  operation: 'ListTags',
  async call({ ARN }: IdentifiedUser, { client, signal }: ActionContext<MemoryDBClient>) {
    const command = new ListTagsCommand({ ResourceArn: ARN });
    const { TagList } = await client.send(command, { abortSignal: signal });
    return { Tags: completeTags(TagList ?? []) };
  },
});

/** Reads the tags of a hundred users per call if allowed, otherwise one by one, with the same result. */
const UserTags = tagsAs(
  asTagList,
  taggingPages({
    name: 'ListTagsForMemoryDbUserAction',
    resourceType: 'memorydb:user',
    arnOf: ({ ARN }: IdentifiedUser) => ARN,
    fallback: ListTags,
  }),
);

/** @see https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeUsers.html */
export const MemoryDbUser = defineKind({
  kind: 'AWS::MemoryDB::User',
  title: 'MemoryDB user',
  reach: 'regional',
  client: MemoryDBClient,
  properties: Properties,
  entity: {
    blueprint: 'memoryDbUser',
    identifier: 'ARN',
    title: 'Name',
    properties: ['Status', 'AccessString', 'ACLNames', 'MinimumEngineVersion', 'TagList'],
  },
  list: {
    operation: 'DescribeUsers',
    permissions: ['memorydb:DescribeUsers'],
    pageSize: USERS_PER_PAGE,
    pages: (context) => sdkPages(paginateDescribeUsers, context, { MaxResults: USERS_PER_PAGE }),
    items: (page) => page.Users?.filter(isIdentified),
  },
  get: {
    identifiers: ['UserName'],
    arn: /^memorydb:user\/(?<UserName>[^/]+)$/,
    of: ({ Name }) => [Name],
    async find([UserName = ''], { client, signal }) {
      const { Users = [] } = await client.send(new DescribeUsersCommand({ UserName }), {
        abortSignal: signal,
      });
      return answered(Users.find(isIdentified), UserName);
    },
  },
  idOf: (user) => user.ARN,
  listed: (user) => user,
  errors: { notFound: ['UserNotFoundFault'] },
  actions: { defaults: [], options: [UserTags] },
  liveEvents: {
    source: 'memorydb.amazonaws.com',
    events: [
      'CreateUser',
      'UpdateUser',
      'DeleteUser',
      'TagResource',
      'UntagResource',
      // A user names its access control lists.
      'CreateACL',
      'UpdateACL',
    ],
    deletions: ['DeleteUser'],
    resources: ({ requestParameters }) => {
      const single = textAt(requestParameters, 'userName') ?? taggedUser(requestParameters);
      const names = [...(single === undefined ? [] : [single]), ...listedUsers(requestParameters)];
      return names.map((name) => [name]);
    },
    stub([UserName = ''], { partition, id }, region) {
      // MemoryDB stores names in lower case.
      const Name = UserName.toLowerCase();
      return {
        properties: { Name, ARN: `arn:${partition}:memorydb:${region}:${id}:user/${Name}` },
      };
    },
  },
});

const Names = z.array(z.string()).catch([]);
const UserLists = z.object({ userNames: Names, userNamesToAdd: Names, userNamesToRemove: Names });

/** The users in a change of an access control list. */
function listedUsers(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  const lists = UserLists.parse(parameters);
  return [...lists.userNames, ...lists.userNamesToAdd, ...lists.userNamesToRemove];
}

function isIdentified(user: User): user is IdentifiedUser {
  return user.Name !== undefined && user.ARN !== undefined;
}

/** Tag calls name any resource of the service by ARN. */
function taggedUser(parameters: Readonly<Record<string, unknown>>): string | undefined {
  return /:user\/(.+)$/.exec(textAt(parameters, 'resourceArn') ?? '')?.[1];
}
