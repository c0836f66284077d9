import {
  CloudWatchLogsClient,
  DescribeIndexPoliciesCommand,
  DescribeResourcePoliciesCommand,
  GetDataProtectionPolicyCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { tagsOfMap } from '../../actions/tags.ts';
import { toKey } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { jsonDocument } from '../json-document.ts';
import { named, textAt, type CloudTrailCall } from '../live-event.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';

/** The maximum page size of DescribeLogGroups. */
const LOG_GROUPS_PER_PAGE = 50;

type Context = ActionContext<CloudWatchLogsClient>;
type Item = LogGroup & { readonly logGroupName: string; readonly logGroupArn: string };

/** The fields of AWS's own type and of CloudFormation's model of a log group. */
type Source = PascalKeys<LogGroup> & {
  DataProtectionPolicy: object;
  FieldIndexPolicies: readonly object[];
  ResourcePolicyDocument: object;
  Tags: readonly object[];
};

const Properties = z.object({
  LogGroupName: z.string(),
  LogGroupArn: z.string(),
  Arn: z.string().optional(), // LogGroupArn and `:*`, as CloudFormation has it too
  LogGroupClass: z.string().optional(),
  CreationTime: z.number().int().optional(),
  RetentionInDays: z.number().int().optional(),
  RetentionPolicyName: z.string().optional(),
  StoredBytes: z.number().int().optional(),
  MetricFilterCount: z.number().int().optional(),
  KmsKeyId: z.string().optional(),
  DataProtectionStatus: z.string().optional(),
  InheritedProperties: z.array(z.string()).optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  BearerTokenAuthenticationEnabled: z.boolean().optional(),
  DataProtectionPolicy: structure.optional(),
  FieldIndexPolicies: structureList.optional(),
  ResourcePolicyDocument: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetDataProtectionPolicy = perItem({
  name: 'GetDataProtectionPolicyAction',
  permissions: ['logs:GetDataProtectionPolicy'],
  adds: ['DataProtectionPolicy'],
  onlyFor: 'log groups with a data protection policy',
  async call({ logGroupArn, dataProtectionStatus }: Item, { client, signal }: Context) {
    if (dataProtectionStatus !== 'ACTIVATED') return {};
    const command = new GetDataProtectionPolicyCommand({ logGroupIdentifier: logGroupArn });
    const { policyDocument } = await client.send(command, { abortSignal: signal });
    return { DataProtectionPolicy: jsonDocument(policyDocument) };
  },
});

/** AWS accepts one log group per call, although in a list; only the standard class has indexes. */
const DescribeIndexPolicies = perItem({
  name: 'DescribeIndexPoliciesAction',
  permissions: ['logs:DescribeIndexPolicies'],
  adds: ['FieldIndexPolicies'],
  onlyFor: 'log groups of the standard class',
  async call({ logGroupArn, logGroupClass = 'STANDARD' }: Item, { client, signal }: Context) {
    if (logGroupClass !== 'STANDARD') return { FieldIndexPolicies: [] };
    const command = new DescribeIndexPoliciesCommand({ logGroupIdentifiers: [logGroupArn] });
    const { indexPolicies = [] } = await client.send(command, { abortSignal: signal });
    // Without an own policy, AWS returns the account's.
    const own = indexPolicies.filter(({ source }) => source !== 'ACCOUNT');
    return { FieldIndexPolicies: own.map(({ policyDocument }) => jsonDocument(policyDocument)) };
  },
});

const DescribeResourcePolicies = perItem({
  name: 'DescribeResourcePoliciesAction',
  permissions: ['logs:DescribeResourcePolicies'],
  adds: ['ResourcePolicyDocument'],
  async call({ logGroupArn }: Item, { client, signal }: Context) {
    const command = new DescribeResourcePoliciesCommand({
      resourceArn: logGroupArn,
      policyScope: 'RESOURCE',
    });
    const { resourcePolicies } = await client.send(command, { abortSignal: signal });
    return { ResourcePolicyDocument: jsonDocument(resourcePolicies?.[0]?.policyDocument) };
  },
});

const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['logs:ListTagsForResource'],
  async call({ logGroupArn }: Item, { client, signal }: Context) {
    const command = new ListTagsForResourceCommand({ resourceArn: logGroupArn });
    const { tags } = await client.send(command, { abortSignal: signal });
    return { Tags: tagsOfMap(tags ?? {}) };
  },
});

/** Reads the tags of a hundred log groups per call if allowed, otherwise one by one, with the same result. */
const LogGroupTags = taggingPages({
  name: 'ListTagsForResourceAction',
  adds: ['Tags'],
  resourceType: 'logs:log-group',
  arnOf: ({ logGroupArn }: Item) => logGroupArn,
  fallback: ListTagsForResource,
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const LogsLogGroup = defineKind({
  kind: 'AWS::Logs::LogGroup',
  title: 'CloudWatch log group',
  reach: 'regional',
  client: CloudWatchLogsClient,
  properties: Properties,
  primaryIdentifier: ['LogGroupName'],
  entity: {
    blueprint: 'logsLogGroup',
    icon: 'CloudWatch',
    identifier: 'LogGroupArn',
    title: 'LogGroupName',
    properties: [
      'LogGroupClass',
      'RetentionInDays',
      'StoredBytes',
      'MetricFilterCount',
      'DeletionProtectionEnabled',
      'Tags',
    ],
    relations: {
      key: toKey('KmsKeyId'),
    },
  },
  list: {
    operation: 'DescribeLogGroups',
    permissions: ['logs:DescribeLogGroups'],
    pageSize: LOG_GROUPS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeLogGroups, context, { limit: LOG_GROUPS_PER_PAGE }),
    items: (page) => page.logGroups?.flatMap(identified),
  },
  get: {
    identifiers: ['LogGroupName'],
    arn: /^logs:log-group:(?<LogGroupName>[^:]+)/,
    of: ({ logGroupName }) => [logGroupName],
    // Names are sorted, so an exact match comes first. Only the end of the list proves that there is none.
    async find([logGroupNamePrefix = ''], context) {
      const input = { logGroupNamePrefix, limit: LOG_GROUPS_PER_PAGE };
      for await (const page of sdkPages(paginateDescribeLogGroups, context, input)) {
        const found = answered(page.logGroups, logGroupNamePrefix)
          .flatMap(identified)
          .find(({ logGroupName }) => logGroupName === logGroupNamePrefix);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  },
  idOf: ({ logGroupName }) => logGroupName,
  listed: (item) => pascalKeys(item),
  errors: { notFound: ['ResourceNotFoundException'] },
  actions: {
    defaults: [],
    options: [
      GetDataProtectionPolicy,
      DescribeIndexPolicies,
      DescribeResourcePolicies,
      LogGroupTags,
    ],
  },
  liveEvents: {
    source: 'logs.amazonaws.com',
    events: [
      'CreateLogGroup',
      'PutRetentionPolicy',
      'DeleteRetentionPolicy',
      'AssociateKmsKey',
      'DisassociateKmsKey',
      'PutMetricFilter',
      'DeleteMetricFilter',
      'PutDataProtectionPolicy',
      'DeleteDataProtectionPolicy',
      'PutIndexPolicy',
      'DeleteIndexPolicy',
      'PutResourcePolicy',
      'DeleteResourcePolicy',
      'PutLogGroupDeletionProtection',
      'PutBearerTokenAuthentication',
      'TagResource',
      'UntagResource',
      'TagLogGroup',
      'UntagLogGroup',
      'DeleteLogGroup',
    ],
    deletions: ['DeleteLogGroup'],
    resources: changedLogGroup,
    stub([LogGroupName = ''], { partition, id }, region) {
      const LogGroupArn = `arn:${partition}:logs:${region}:${id}:log-group:${LogGroupName}`;
      return { properties: { LogGroupName, LogGroupArn } };
    },
  },
});

/** If AWS returns only the ARN with `:*`, the other one is the same without it. */
function identified(group: LogGroup): readonly Item[] {
  const { logGroupName, arn } = group;
  const logGroupArn = group.logGroupArn ?? arn?.replace(/:\*$/, '');
  if (logGroupName === undefined || logGroupArn === undefined) return [];
  return [{ ...group, logGroupName, logGroupArn }];
}

/** Calls name a log group by its name or an ARN, which may be that of another resource of the service. */
function changedLogGroup({ requestParameters }: CloudTrailCall): readonly (readonly string[])[] {
  const name =
    textAt(requestParameters, 'logGroupName') ??
    textAt(requestParameters, 'logGroupIdentifier') ??
    textAt(requestParameters, 'resourceIdentifier') ??
    textAt(requestParameters, 'resourceArn');
  if (name?.startsWith('arn:') !== true) return named(name);
  return named(name.split(':log-group:')[1]?.split(':')[0]);
}
