import {
  GetFunctionCommand,
  LambdaClient,
  ListTagsCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { Action, ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { asTagMap, tagsAs, tagsOfMap } from '../../actions/tags.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { toRole } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList } from '../fields.ts';
import { named, textAt } from '../live-event.ts';

/** The maximum page size of ListFunctions, even if more is requested. */
const FUNCTIONS_PER_PAGE = 50;

type TagMap = Readonly<Record<string, string>>;
type Configuration = FunctionConfiguration & {
  readonly FunctionName: string;
  readonly FunctionArn: string;
};

/** A function's configuration, and its tags if they were returned with it. */
interface LambdaFunctionItem {
  readonly configuration: Configuration;
  readonly tags?: TagMap | undefined;
}

type Source = FunctionConfiguration & { Tags: TagMap };

const Properties = z.object({
  FunctionArn: z.string(),
  FunctionName: z.string(),
  Description: z.string().optional(),
  Runtime: z.string().optional(),
  Handler: z.string().optional(),
  Role: z.string().optional(),
  PackageType: z.string().optional(),
  Architectures: z.array(z.string()).optional(),
  CodeSize: z.number().int().optional(),
  CodeSha256: z.string().optional(),
  ConfigSha256: z.string().optional(),
  MemorySize: z.number().int().optional(),
  Timeout: z.number().int().optional(),
  LastModified: z.string().optional(),
  Version: z.string().optional(),
  RevisionId: z.string().optional(),
  MasterArn: z.string().optional(),
  KMSKeyArn: z.string().optional(),
  State: z.string().optional(),
  StateReason: z.string().optional(),
  StateReasonCode: z.string().optional(),
  LastUpdateStatus: z.string().optional(),
  LastUpdateStatusReason: z.string().optional(),
  LastUpdateStatusReasonCode: z.string().optional(),
  SigningJobArn: z.string().optional(),
  SigningProfileVersionArn: z.string().optional(),
  CapacityProviderConfig: structure.optional(),
  DeadLetterConfig: structure.optional(),
  DurableConfig: structure.optional(),
  Environment: structure.optional(),
  EphemeralStorage: structure.optional(),
  FileSystemConfigs: structureList.optional(),
  ImageConfigResponse: structure.optional(),
  Layers: structureList.optional(),
  LoggingConfig: structure.optional(),
  RuntimeVersionConfig: structure.optional(),
  SnapStart: structure.optional(),
  TenancyConfig: structure.optional(),
  TracingConfig: structure.optional(),
  VpcConfig: structure.optional(),
  Tags: z.record(z.string(), z.string()).optional(),
} satisfies FieldsOf<Source>);

const idOf = ({ configuration }: LambdaFunctionItem): string => configuration.FunctionArn;

const TagsOfFunction = perItem({
  name: 'ListTagsAction',
  permissions: ['lambda:ListTags'],
  async call(item: LambdaFunctionItem, { client, signal }: ActionContext<LambdaClient>) {
    const command = new ListTagsCommand({ Resource: idOf(item) });
    const { Tags } = await client.send(command, { abortSignal: signal });
    return { Tags: tagsOfMap(Tags ?? {}) };
  },
});

/** A hundred functions' tags in one call where the caller may: ListTags shares 15 calls a second with all other calls. */
const TagPages = tagsAs(
  asTagMap,
  taggingPages({
    name: 'ListTagsAction',
    resourceType: 'lambda:function',
    arnOf: idOf,
    fallback: TagsOfFunction,
  }),
);

/** GetFunction returns the function's tags; then no further call is needed. */
const ListTags: Action<LambdaClient, LambdaFunctionItem, Partial<{ Tags: TagMap }>> = {
  ...TagPages,
  async execute(items, context) {
    const known = items.map(({ tags }) => tags).filter((tags) => tags !== undefined);
    if (known.length < items.length) return TagPages.execute(items, context);
    return known.map((Tags) => ({ status: 'ok', value: { Tags } }));
  },
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const LambdaFunction = defineKind({
  kind: 'AWS::Lambda::Function',
  title: 'Lambda function',
  reach: 'regional',
  client: LambdaClient,
  properties: Properties,
  entity: {
    blueprint: 'lambdaFunction',
    icon: 'Lambda',
    identifier: 'FunctionArn',
    title: 'FunctionName',
    properties: [
      'Runtime',
      'Handler',
      'PackageType',
      'Architectures',
      'MemorySize',
      'Timeout',
      'LastModified',
      'Role',
      'Tags',
    ],
    relations: { role: toRole('Role') },
  },
  list: {
    operation: 'ListFunctions',
    permissions: ['lambda:ListFunctions'],
    pageSize: FUNCTIONS_PER_PAGE,
    pages: (context) => sdkPages(paginateListFunctions, context, { MaxItems: FUNCTIONS_PER_PAGE }),
    items: (page) =>
      page.Functions?.filter(isIdentified).map((configuration) => ({ configuration })),
  },
  get: {
    identifiers: ['FunctionName'],
    arn: /^lambda:function:(?<FunctionName>[^:]+)/,
    of: ({ configuration }) => [configuration.FunctionName],
    permissions: ['lambda:GetFunction'],
    async find([functionName = ''], { client, signal }) {
      const command = new GetFunctionCommand({ FunctionName: functionName });
      const { Configuration, Tags } = await client.send(command, { abortSignal: signal });
      const configuration = answered([Configuration].find(isIdentified), functionName);
      return { configuration, tags: Tags };
    },
  },
  idOf,
  listed: ({ configuration }) => configuration,
  limits: [
    {
      operations: ['lambda:ListFunctions', 'lambda:ListTags'],
      burst: 15,
      refillPerSecond: 15,
      source:
        'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests',
    },
    {
      operations: ['lambda:GetFunction'],
      burst: 100,
      refillPerSecond: 100,
      source:
        'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests',
    },
  ],
  actions: { defaults: [], options: [ListTags] },
  liveEvents: {
    source: 'lambda.amazonaws.com',
    events: [
      'CreateFunction20150331',
      'UpdateFunctionCode20150331v2',
      'UpdateFunctionConfiguration20150331v2',
      'TagResource20170331v2',
      'UntagResource20170331v2',
      'DeleteFunction20150331',
    ],
    deletions: ['DeleteFunction20150331'],
    resources({ requestParameters }) {
      // With a qualifier, DeleteFunction deletes one version, and the function stays.
      if (textAt(requestParameters, 'qualifier') !== undefined) return [];
      const given = textAt(requestParameters, 'functionName') ?? functionArnIn(requestParameters);
      return named(given === undefined ? undefined : nameOf(given));
    },
    stub([FunctionName = ''], { partition, id }, region) {
      const FunctionArn = `arn:${partition}:lambda:${region}:${id}:function:${FunctionName}`;
      return { properties: { FunctionArn, FunctionName } };
    },
  },
});

function isIdentified(
  configuration: FunctionConfiguration | undefined,
): configuration is Configuration {
  return configuration?.FunctionArn !== undefined && configuration.FunctionName !== undefined;
}

/**
 * A function's name from any accepted form: the name, an ARN, or a partial ARN, each with or without a
 * version.
 */
function nameOf(given: string): string {
  return /^(?:arn:[^:]+:lambda:[^:]+:)?(?:\d{12}:)?(?:function:)?([^:]+)/.exec(given)?.[1] ?? given;
}

/** Tag calls name any resource of the service by ARN. */
function functionArnIn(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const arn = textAt(parameters, 'resource');
  return arn?.includes(':function:') === true ? arn : undefined;
}
