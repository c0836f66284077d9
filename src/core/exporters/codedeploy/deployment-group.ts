import {
  BatchGetDeploymentGroupsCommand,
  CodeDeployClient,
  GetDeploymentGroupCommand,
  paginateListDeploymentGroups,
} from '@aws-sdk/client-codedeploy';
import type { DeploymentGroupInfo, Tag } from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { ofEachParent } from '../../actions/parents.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { textAt, type CloudTrailCall } from '../live-event.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { applicationNames } from './applications.ts';
import { tagsOf } from './tags.ts';

/** The page size of ListDeploymentGroups, and the maximum of BatchGetDeploymentGroups, all of one application. */
const GROUPS_PER_CALL = 100;

/** A group's name, unique in its application; a single fetch already has its details. */
interface NamedGroup {
  readonly application: string;
  readonly name: string;
  readonly info?: DeploymentGroupInfo;
}

type Context = ActionContext<CodeDeployClient>;
type Details = PascalKeys<DeploymentGroupInfo>;
type Source = Details & { readonly Tags: readonly Tag[] };

const Properties = z.object({
  DeploymentGroupName: z.string(),
  DeploymentGroupId: z.string().optional(),
  ApplicationName: z.string(),
  ComputePlatform: z.string().optional(),
  DeploymentConfigName: z.string().optional(),
  ServiceRoleArn: z.string().optional(),
  OutdatedInstancesStrategy: z.string().optional(),
  TerminationHookEnabled: z.boolean().optional(),
  DeploymentStyle: structure.optional(),
  BlueGreenDeploymentConfiguration: structure.optional(),
  AutoRollbackConfiguration: structure.optional(),
  AlarmConfiguration: structure.optional(),
  LoadBalancerInfo: structure.optional(),
  TargetRevision: structure.optional(),
  LastSuccessfulDeployment: structure.optional(),
  LastAttemptedDeployment: structure.optional(),
  Ec2TagSet: structure.optional(),
  OnPremisesTagSet: structure.optional(),
  AutoScalingGroups: structureList.optional(),
  Ec2TagFilters: structureList.optional(),
  OnPremisesInstanceTagFilters: structureList.optional(),
  EcsServices: structureList.optional(),
  TriggerConfigurations: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetDeploymentGroupDetails = batched({
  name: 'GetDeploymentGroupDetailsAction',
  operation: 'BatchGetDeploymentGroups',
  permissions: ['codedeploy:BatchGetDeploymentGroups'],
  size: GROUPS_PER_CALL,
  idOf: ({ name }: NamedGroup) => name,
  async call(groups: readonly NamedGroup[], context: Context) {
    const known = groups.flatMap((group) => (group.info === undefined ? [] : answerOf(group.info)));
    const asked = groups.filter(({ info }) => info === undefined);
    return asked.length === 0 ? known : [...known, ...(await detailsOf(asked, context))];
  },
});

const ListTagsForResource = perItem({
  name: 'GetDeploymentGroupTags',
  operation: 'ListTagsForResource',
  permissions: ['codedeploy:ListTagsForResource'],
  call: (group: NamedGroup, context: Context) =>
    tagsOf(arnOf(group, context.account, context.region), context),
});

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentGroups.html */
export const CodeDeployDeploymentGroup = defineKind({
  kind: 'AWS::CodeDeploy::DeploymentGroup',
  title: 'CodeDeploy deployment group',
  reach: 'regional',
  client: CodeDeployClient,
  properties: Properties,
  entity: {
    blueprint: 'codeDeployDeploymentGroup',
    // Named like applications: its deployments only have names.
    identifier: [
      '__ExtraContext.AccountId',
      '__ExtraContext.Region',
      'ApplicationName',
      'DeploymentGroupName',
    ],
    title: 'DeploymentGroupName',
    properties: [
      'DeploymentGroupId',
      'ApplicationName',
      'ComputePlatform',
      'DeploymentConfigName',
      'DeploymentStyle',
      'ServiceRoleArn',
      'LastSuccessfulDeployment',
      'LastAttemptedDeployment',
      'Tags',
    ],
    relations: {
      application: {
        to: 'AWS::CodeDeploy::Application',
        by: { ApplicationName: 'ApplicationName' },
      },
    },
  },
  list: {
    operation: 'ListDeploymentGroups',
    permissions: ['codedeploy:ListApplications', 'codedeploy:ListDeploymentGroups'],
    pageSize: GROUPS_PER_CALL,
    perParent: {
      parent: 'application',
      parentsListedBy: 'codedeploy:ListApplications',
      operation: 'codedeploy:ListDeploymentGroups',
    },
    pages: (context) =>
      ofEachParent(applicationNames(context), context, (name) => groupsOf(name, context)),
    items: (page) => page.groups,
  },
  get: {
    identifiers: ['ApplicationName', 'DeploymentGroupName'],
    arn: /^codedeploy:deploymentgroup:(?<ApplicationName>[^/]+)\/(?<DeploymentGroupName>.+)$/,
    of: ({ application, name }) => [application, name],
    permissions: ['codedeploy:GetDeploymentGroup'],
    async find([application = '', name = ''], context) {
      const info = await describeOne({ application, name }, context);
      return { application, name, info: answered(info, name) };
    },
  },
  idOf: ({ application, name }) => `${application}/${name}`,
  listed: ({ application, name }) => ({
    ApplicationName: application,
    DeploymentGroupName: name,
  }),
  errors: { notFound: ['DeploymentGroupDoesNotExistException'] },
  actions: { defaults: [GetDeploymentGroupDetails], options: [ListTagsForResource] },
  liveEvents: {
    source: 'codedeploy.amazonaws.com',
    events: [
      'CreateDeploymentGroup',
      'UpdateDeploymentGroup',
      'DeleteDeploymentGroup',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteDeploymentGroup'],
    resources: changedGroups,
    // CloudTrail records a deleted group's name and not its id: entities that a mapping identifies by id stay
    // until the next full read.
    stub: ([ApplicationName = '', DeploymentGroupName = '']) => ({
      properties: { ApplicationName, DeploymentGroupName },
    }),
  },
});

async function* groupsOf(
  application: string,
  context: Context,
): AsyncGenerator<{ readonly groups: readonly NamedGroup[] }, void> {
  const input = { applicationName: application };
  for await (const page of sdkPages(paginateListDeploymentGroups, context, input)) {
    yield { groups: (page.deploymentGroups ?? []).map((name) => ({ application, name })) };
  }
}

/**
 * The details of groups of one application. A batch does not report why it omits a group or which one fails
 * it: those are requested one by one, to detect deleted groups.
 */
async function detailsOf(
  groups: readonly NamedGroup[],
  context: Context,
): Promise<readonly BatchAnswer<Details>[]> {
  const answers: BatchAnswer<Details>[] = [];
  try {
    answers.push(...(await describe(groups, context)).map(answerOf));
  } catch (error) {
    const failure = classify(error);
    if (failure.class !== 'not-found') throw error;
    if (failure.code === 'ApplicationDoesNotExistException')
      return groups.map(({ name }) => ({ id: name, error }));
  }
  const told = new Set(answers.map(({ id }) => id));
  for (const group of groups) {
    if (told.has(group.name)) continue;
    try {
      const info = await describeOne(group, context);
      if (info !== undefined) answers.push(answerOf(info));
    } catch (error) {
      answers.push({ id: group.name, error });
    }
  }
  return answers;
}

async function describe(
  groups: readonly NamedGroup[],
  { client, signal }: Context,
): Promise<readonly DeploymentGroupInfo[]> {
  const command = new BatchGetDeploymentGroupsCommand({
    applicationName: groups[0]?.application,
    deploymentGroupNames: groups.map(({ name }) => name),
  });
  const { deploymentGroupsInfo = [] } = await client.send(command, { abortSignal: signal });
  return deploymentGroupsInfo;
}

async function describeOne(
  { application, name }: NamedGroup,
  { client, signal }: Context,
): Promise<DeploymentGroupInfo | undefined> {
  const command = new GetDeploymentGroupCommand({
    applicationName: application,
    deploymentGroupName: name,
  });
  const { deploymentGroupInfo } = await client.send(command, { abortSignal: signal });
  return deploymentGroupInfo;
}

function answerOf(info: DeploymentGroupInfo): BatchAnswer<Details> {
  return { id: info.deploymentGroupName ?? '', value: pascalKeys(info) };
}

function arnOf(
  { application, name }: NamedGroup,
  { partition, id }: Account,
  region: string,
): string {
  return `arn:${partition}:codedeploy:${region}:${id}:deploymentgroup:${application}/${name}`;
}

function changedGroups({ requestParameters }: CloudTrailCall): readonly (readonly string[])[] {
  const arn = textAt(requestParameters, 'resourceArn') ?? '';
  const [, application, group] = /:deploymentgroup:([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (application !== undefined && group !== undefined) return [[application, group]];
  const owner = textAt(requestParameters, 'applicationName');
  const name =
    textAt(requestParameters, 'newDeploymentGroupName') ??
    textAt(requestParameters, 'currentDeploymentGroupName') ??
    textAt(requestParameters, 'deploymentGroupName');
  return owner === undefined || name === undefined ? [] : [[owner, name]];
}
