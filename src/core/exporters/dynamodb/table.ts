import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  paginateListTables,
} from '@aws-sdk/client-dynamodb';
import type { ContinuousBackupsDescription, TableDescription, Tag } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages, tokenPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';

/** The maximum page size of ListTables. */
const TABLES_PER_PAGE = 100;

type Context = ActionContext<DynamoDBClient>;
type Source = TableDescription & {
  ContinuousBackupsDescription: ContinuousBackupsDescription;
  Tags: readonly Tag[];
};

const Properties = z.object({
  TableName: z.string(),
  TableArn: z.string(),
  TableId: z.string().optional(),
  TableStatus: z.string().optional(),
  TableSizeBytes: z.number().int().optional(),
  ItemCount: z.number().int().optional(),
  CreationDateTime: time.optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  KeySchema: structureList.optional(),
  AttributeDefinitions: structureList.optional(),
  GlobalSecondaryIndexes: structureList.optional(),
  LocalSecondaryIndexes: structureList.optional(),
  BillingModeSummary: structure.optional(),
  ProvisionedThroughput: structure.optional(),
  OnDemandThroughput: structure.optional(),
  WarmThroughput: structure.optional(),
  TableClassSummary: structure.optional(),
  StreamSpecification: structure.optional(),
  LatestStreamArn: z.string().optional(),
  LatestStreamLabel: z.string().optional(),
  SSEDescription: structure.optional(),
  RestoreSummary: structure.optional(),
  ArchivalSummary: structure.optional(),
  GlobalTableVersion: z.string().optional(),
  GlobalTableSettingsReplicationMode: z.string().optional(),
  GlobalTableWitnesses: structureList.optional(),
  MultiRegionConsistency: z.string().optional(),
  Replicas: structureList.optional(),
  ContinuousBackupsDescription: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetTableDetails = perItem({
  name: 'GetTableDetailsAction',
  permissions: ['dynamodb:DescribeTable'],
  operation: 'DescribeTable',
  async call(TableName: string, { client, signal }: Context): Promise<object> {
    const command = new DescribeTableCommand({ TableName });
    const { Table } = await client.send(command, { abortSignal: signal });
    return Table ?? {};
  },
});

/**
 * All pages of a table's tags, for which the SDK has no paginator.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html
 */
const ListTagsOfResource = perItem({
  name: 'GetTableTagsAction',
  permissions: ['dynamodb:ListTagsOfResource'],
  operation: 'ListTagsOfResource',
  async call(name: string, { account, region, client, signal }: Context) {
    const ResourceArn = arnOf(name, account, region);
    const Tags: Tag[] = [];
    const pages = tokenPages(
      (NextToken) =>
        client.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }), {
          abortSignal: signal,
        }),
      (page) => page.NextToken,
    );
    for await (const page of pages) Tags.push(...(page.Tags ?? []));
    return { Tags };
  },
});

/**
 * Reads the tags of a hundred tables per call if allowed, otherwise table by table, with the same result:
 * DynamoDB itself allows only ten such calls a second per account.
 */
const TableTags = taggingPages({
  name: 'GetTableTagsAction',
  resourceType: 'dynamodb:table',
  arnOf: (name: string, { account, region }: Context) => arnOf(name, account, region),
  fallback: ListTagsOfResource,
});

const GetTableBackupStatus = perItem({
  name: 'GetTableBackupStatusAction',
  permissions: ['dynamodb:DescribeContinuousBackups'],
  operation: 'DescribeContinuousBackups',
  async call(TableName: string, { client, signal }: Context) {
    const command = new DescribeContinuousBackupsCommand({ TableName });
    const answer = await client.send(command, { abortSignal: signal });
    return { ContinuousBackupsDescription: answer.ContinuousBackupsDescription };
  },
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const DynamoDbTable = defineKind({
  kind: 'AWS::DynamoDB::Table',
  title: 'DynamoDB table',
  reach: 'regional',
  client: DynamoDBClient,
  properties: Properties,
  entity: {
    blueprint: 'dynamodbTable',
    identifier: 'TableArn',
    title: 'TableName',
    properties: [
      'TableStatus',
      'CreationDateTime',
      'ItemCount',
      'TableSizeBytes',
      'BillingModeSummary',
      'DeletionProtectionEnabled',
      'Tags',
    ],
  },
  list: {
    operation: 'ListTables',
    permissions: ['dynamodb:ListTables'],
    pageSize: TABLES_PER_PAGE,
    pages: (context) => sdkPages(paginateListTables, context, { Limit: TABLES_PER_PAGE }),
    items: (page) => page.TableNames,
  },
  get: {
    identifiers: ['TableName'],
    arn: /^dynamodb:table\/(?<TableName>[^/]+)/,
    of: (name) => [name],
    find: ([name = '']) => nameOf(name),
  },
  idOf: (name) => name,
  listed: (name, { account, region }) => ({
    TableName: name,
    TableArn: arnOf(name, account, region),
  }),
  errors: { notFound: ['TableNotFoundException'] },
  limits: [
    {
      operations: ['dynamodb:ListTagsOfResource'],
      burst: 10,
      refillPerSecond: 10,
      source:
        'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html',
    },
    {
      operations: ['dynamodb:DescribeContinuousBackups'],
      burst: 10,
      refillPerSecond: 10,
      source:
        'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html',
    },
  ],
  actions: { defaults: [GetTableDetails], options: [TableTags, GetTableBackupStatus] },
  liveEvents: {
    source: 'dynamodb.amazonaws.com',
    events: [
      'CreateTable',
      'ImportTable',
      'RestoreTableFromBackup',
      'RestoreTableToPointInTime',
      'UpdateTable',
      'UpdateContinuousBackups',
      'TagResource',
      'UntagResource',
      'DeleteTable',
    ],
    deletions: ['DeleteTable'],
    resources: ({ requestParameters }) =>
      named(
        textAt(requestParameters, 'targetTableName') ??
          textAt(requestParameters, 'tableName') ??
          textAt(requestParameters, 'tableCreationParameters', 'tableName') ??
          taggedTable(requestParameters),
      ),
    stub([nameOrArn = ''], account, region) {
      const TableName = nameOf(nameOrArn);
      return { properties: { TableName, TableArn: arnOf(TableName, account, region) } };
    },
  },
});

function arnOf(name: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:dynamodb:${region}:${id}:table/${name}`;
}

/** DynamoDB accepts a table's ARN in place of its name. */
function nameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** Tag calls name any resource of the service by ARN. */
function taggedTable(parameters: Readonly<Record<string, unknown>>): string | undefined {
  return /:table\/([^/]+)$/.exec(textAt(parameters, 'resourceArn') ?? '')?.[1];
}
