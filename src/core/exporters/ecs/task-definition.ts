import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import type { DescribeTaskDefinitionResponse, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toRole } from '../common-relations.ts';
import { named, textAt, textListAt, type CloudTrailCall } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';

/** The most that ListTaskDefinitions gives. */
const DEFINITIONS_PER_PAGE = 100;

/** A revision's ARN; a single fetch has already described it to see whether it is active. */
interface Revision {
  readonly arn: string;
  readonly described?: DescribeTaskDefinitionResponse;
}

type Context = ActionContext<ECSClient>;
type Source = PascalKeys<TaskDefinition> & { Tags: readonly Tag[] };

const Properties = z.object({
  TaskDefinitionArn: z.string(),
  Family: z.string().optional(),
  Revision: z.number().int().optional(),
  Status: z.string().optional(),
  Cpu: z.string().optional(),
  Memory: z.string().optional(),
  NetworkMode: z.string().optional(),
  TaskRoleArn: z.string().optional(),
  ExecutionRoleArn: z.string().optional(),
  RegisteredAt: time.optional(),
  RegisteredBy: z.string().optional(),
  DeregisteredAt: time.optional(),
  DeleteRequestedAt: time.optional(),
  ContainerDefinitions: structureList.optional(),
  Volumes: structureList.optional(),
  PlacementConstraints: structureList.optional(),
  RequiresCompatibilities: z.array(z.string()).optional(),
  Compatibilities: z.array(z.string()).optional(),
  RequiresAttributes: structureList.optional(),
  RuntimePlatform: structure.optional(),
  InferenceAccelerators: structureList.optional(),
  ProxyConfiguration: structure.optional(),
  EphemeralStorage: structure.optional(),
  PidMode: z.string().optional(),
  IpcMode: z.string().optional(),
  EnableFaultInjection: z.boolean().optional(),
  Tags: structureList.optional(),
} satisfies FieldsOf<Source>);

function describe(taskDefinition: string, { client, signal }: Context) {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  return client.send(command, { abortSignal: signal });
}

/** ECS describes one definition per call. */
const DescribeTaskDefinitions = perItem({
  name: 'DescribeTaskDefinitionsAction',
  operation: 'DescribeTaskDefinition',
  permissions: ['ecs:DescribeTaskDefinition'],
  async call({ arn, described }: Revision, context: Context) {
    const { taskDefinition = {}, tags = [] } = described ?? (await describe(arn, context));
    return { ...pascalKeys(taskDefinition), Tags: tags };
  },
});

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html */
export const EcsTaskDefinition = defineKind({
  kind: 'AWS::ECS::TaskDefinition',
  title: 'ECS task definition',
  reach: 'regional',
  client: ECSClient,
  properties: Properties,
  entity: {
    blueprint: 'ecsTaskDefinition',
    icon: 'ECS',
    identifier: 'TaskDefinitionArn',
    title: { jq: '.Properties.TaskDefinitionArn | split("/") | last' },
    properties: [
      'Family',
      'Revision',
      'Status',
      'Cpu',
      'Memory',
      'NetworkMode',
      'RegisteredAt',
      'Tags',
    ],
    relations: {
      taskRole: toRole('TaskRoleArn'),
      executionRole: toRole('ExecutionRoleArn'),
    },
  },
  list: {
    operation: 'ListTaskDefinitions',
    permissions: ['ecs:ListTaskDefinitions'],
    pageSize: DEFINITIONS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateListTaskDefinitions, context, {
        status: 'ACTIVE',
        maxResults: DEFINITIONS_PER_PAGE,
      }),
    items: (page) => page.taskDefinitionArns?.map((arn): Revision => ({ arn })),
  },
  get: {
    identifiers: ['TaskDefinitionArn'],
    arn: /^ecs:task-definition\/[^/]+$/,
    of: ({ arn }) => [arn],
    /** ECS describes a deregistered revision for a long time; the listing does not have it. */
    async find([taskDefinition = ''], context) {
      const described = await describe(taskDefinition, context);
      const { taskDefinitionArn, status } = described.taskDefinition ?? {};
      const arn = answered(taskDefinitionArn, taskDefinition);
      return status === 'ACTIVE' ? { arn, described } : undefined;
    },
  },
  idOf: ({ arn }) => arn,
  listed: ({ arn }) => ({ TaskDefinitionArn: arn, ...revisionIn(arn) }),
  errors: { notFound: ['ClientException: Unable to describe task definition'] },
  limits: [
    {
      operations: ['ecs:ListTaskDefinitions', 'ecs:DescribeTaskDefinition'],
      burst: 50,
      refillPerSecond: 20,
      source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html',
    },
  ],
  actions: { defaults: [DescribeTaskDefinitions], options: [] },
  liveEvents: {
    source: 'ecs.amazonaws.com',
    events: [
      'RegisterTaskDefinition',
      'DeregisterTaskDefinition',
      'DeleteTaskDefinitions',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeregisterTaskDefinition', 'DeleteTaskDefinitions'],
    resources: changedRevisions,
    stub([taskDefinition = ''], account, region) {
      const arn = arnOf(taskDefinition, account, region);
      return { properties: { TaskDefinitionArn: arn, ...revisionIn(arn) } };
    },
  },
});

/** Tag calls name any resource of the service by ARN; deletions name many revisions at once. */
function changedRevisions(call: CloudTrailCall): readonly (readonly string[])[] {
  const { requestParameters, responseElements } = call;
  const deleted = textListAt(requestParameters, 'taskDefinitions');
  if (deleted.length > 0) return deleted.map((taskDefinition) => [taskDefinition]);
  const tagged = textAt(requestParameters, 'resourceArn');
  return named(
    textAt(responseElements, 'taskDefinition', 'taskDefinitionArn') ??
      textAt(requestParameters, 'taskDefinition') ??
      (tagged?.includes(':task-definition/') === true ? tagged : undefined),
  );
}

/** Callers may name a revision as `family:revision`. */
function arnOf(taskDefinition: string, { partition, id }: Account, region: string): string {
  return taskDefinition.startsWith('arn:')
    ? taskDefinition
    : `arn:${partition}:ecs:${region}:${id}:task-definition/${taskDefinition}`;
}

function revisionIn(arn: string): { readonly Family?: string; readonly Revision?: number } {
  const [, Family, revision] = /:task-definition\/([^:]+):(\d+)$/.exec(arn) ?? [];
  return Family === undefined ? {} : { Family, Revision: Number(revision) };
}
