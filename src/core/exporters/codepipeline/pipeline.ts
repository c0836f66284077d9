import { CodePipelineClient, paginateListTagsForResource } from '@aws-sdk/client-codepipeline';
import type {
  PipelineDeclaration,
  PipelineMetadata,
  PipelineSummary,
} from '@aws-sdk/client-codepipeline';
import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { asLowerCaseTags, tagsAs, type LowerCaseTag } from '../../actions/tags.ts';
import { inPages } from '../../actions/parents.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import {
  pipelineArnOf,
  pipelineNamed,
  pipelinesIn,
  PIPELINES_PER_PAGE,
  type NamedPipeline,
} from './pipelines.ts';

/** The maximum page size of ListTagsForResource. */
const TAGS_PER_PAGE = 100;

type Context = ActionContext<CodePipelineClient>;
type Source = PascalKeys<PipelineDeclaration & PipelineMetadata & PipelineSummary> & {
  readonly Tags: readonly LowerCaseTag[];
};

const Properties = z.object({
  Name: z.string(),
  PipelineArn: z.string(),
  Version: z.number().int().optional(),
  PipelineType: z.string().optional(),
  ExecutionMode: z.string().optional(),
  RoleArn: z.string().optional(),
  Created: time.optional(),
  Updated: time.optional(),
  PollingDisabledAt: time.optional(),
  ArtifactStore: structure.optional(),
  ArtifactStores: structure.optional(),
  Stages: structureList.optional(),
  Triggers: structureList.optional(),
  Variables: structureList.optional(),
  Tags: structureList.optional(),
} satisfies FieldsOf<Source>);

const GetPipelineDetails = perItem({
  name: 'GetPipelineDetailsAction',
  operation: 'GetPipeline',
  permissions: ['codepipeline:GetPipeline'],
  async call({ name }: NamedPipeline, context: Context) {
    const { pipeline, metadata } = await pipelineNamed(name, context);
    return { ...pascalKeys(metadata), ...pascalKeys(pipeline) };
  },
});

const ListTagsForResource = perItem({
  name: 'GetPipelineTagsAction',
  operation: 'ListTagsForResource',
  permissions: ['codepipeline:ListTagsForResource'],
  async call({ name }: NamedPipeline, context: Context) {
    const resourceArn = pipelineArnOf(name, context.account, context.region);
    const Tags: Tag[] = [];
    const pages = sdkPages(paginateListTagsForResource, context, {
      resourceArn,
      maxResults: TAGS_PER_PAGE,
    });
    for await (const { tags = [] } of pages)
      Tags.push(...tags.map(({ key, value }) => ({ Key: key, Value: value })));
    return { Tags };
  },
});

/**
 * Reads the tags of a hundred pipelines per call if allowed, otherwise pipeline by pipeline, with the same
 * result.
 */
const PipelineTags = tagsAs(
  asLowerCaseTags,
  taggingPages({
    name: 'GetPipelineTagsAction',
    // Webhooks and action types match too: a pipeline's ARN has no part for its type.
    resourceType: 'codepipeline',
    arnOf: ({ name }: NamedPipeline, { account, region }: Context) =>
      pipelineArnOf(name, account, region),
    fallback: ListTagsForResource,
  }),
);

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html */
export const CodePipelinePipeline = defineKind({
  kind: 'AWS::CodePipeline::Pipeline',
  title: 'CodePipeline pipeline',
  reach: 'regional',
  client: CodePipelineClient,
  properties: Properties,
  entity: {
    blueprint: 'codePipelinePipeline',
    identifier: 'PipelineArn',
    title: 'Name',
    properties: [
      'PipelineType',
      'ExecutionMode',
      'Version',
      'RoleArn',
      'Created',
      'Updated',
      'Tags',
    ],
  },
  list: {
    operation: 'ListPipelines',
    permissions: ['codepipeline:ListPipelines'],
    pageSize: PIPELINES_PER_PAGE,
    pages: (context) => inPages(pipelinesIn(context), PIPELINES_PER_PAGE),
    items: (page) => page.elements,
  },
  get: {
    identifiers: ['PipelineName'],
    arn: /^codepipeline:(?<PipelineName>[^/:]+)$/,
    of: ({ name }) => [name],
    find: ([name]) => (name === undefined ? undefined : { name }),
  },
  idOf: ({ name }) => name,
  listed: (pipeline, { account, region }) => ({
    ...pascalKeys(pipeline),
    PipelineArn: pipelineArnOf(pipeline.name, account, region),
  }),
  errors: { notFound: ['PipelineNotFoundException'] },
  actions: { defaults: [GetPipelineDetails, PipelineTags], options: [] },
  liveEvents: {
    source: 'codepipeline.amazonaws.com',
    events: ['CreatePipeline', 'UpdatePipeline', 'DeletePipeline', 'TagResource', 'UntagResource'],
    deletions: ['DeletePipeline'],
    resources: ({ requestParameters }) =>
      named(
        textAt(requestParameters, 'pipeline', 'name') ??
          textAt(requestParameters, 'name') ??
          pipelineIn(textAt(requestParameters, 'resourceArn')),
      ),
    stub: ([name = ''], account, region) => ({
      properties: { Name: name, PipelineArn: pipelineArnOf(name, account, region) },
    }),
  },
});

/** The pipeline in an ARN; webhooks and action types have a further part. */
function pipelineIn(arn: string | undefined): string | undefined {
  const [name, ...further] = arn?.split(':').slice(5) ?? [];
  return further.length === 0 ? name : undefined;
}
