import { CodeDeployClient, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { inPages } from '../../actions/parents.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import {
  deploymentsInWindow,
  DEPLOYMENTS_PER_CALL,
  describe,
  describeOnce,
  type ListedDeployment,
} from './deployments.ts';

/** The default page size of ListDeployments. */
const DEPLOYMENTS_PER_PAGE = 100;

type Context = ActionContext<CodeDeployClient>;
type Details = PascalKeys<DeploymentInfo>;

const Properties = z.object({
  DeploymentId: z.string(),
  ApplicationName: z.string().optional(),
  DeploymentGroupName: z.string().optional(),
  DeploymentConfigName: z.string().optional(),
  PreviousRevision: structure.optional(),
  Revision: structure.optional(),
  Status: z.string().optional(),
  ErrorInformation: structure.optional(),
  CreateTime: time.optional(),
  StartTime: time.optional(),
  CompleteTime: time.optional(),
  DeploymentOverview: structure.optional(),
  Description: z.string().optional(),
  Creator: z.string().optional(),
  IgnoreApplicationStopFailures: z.boolean().optional(),
  AutoRollbackConfiguration: structure.optional(),
  UpdateOutdatedInstancesOnly: z.boolean().optional(),
  RollbackInfo: structure.optional(),
  DeploymentStyle: structure.optional(),
  TargetInstances: structure.optional(),
  InstanceTerminationWaitTimeStarted: z.boolean().optional(),
  BlueGreenDeploymentConfiguration: structure.optional(),
  LoadBalancerInfo: structure.optional(),
  AdditionalDeploymentStatusInfo: z.string().optional(),
  FileExistsBehavior: z.string().optional(),
  DeploymentStatusMessages: z.array(z.string()).optional(),
  ComputePlatform: z.string().optional(),
  ExternalId: z.string().optional(),
  RelatedDeployments: structure.optional(),
  OverrideAlarmConfiguration: structure.optional(),
} satisfies FieldsOf<Details>);

const GetDeployment = batched({
  name: 'GetDeploymentAction',
  operation: 'BatchGetDeployments',
  permissions: ['codedeploy:BatchGetDeployments', 'codedeploy:GetDeployment'],
  size: DEPLOYMENTS_PER_CALL,
  idOf: ({ id }: ListedDeployment) => id,
  async call(items: readonly ListedDeployment[], context: Context) {
    const found = context.isWholeScope ? await detailsOf(items, context) : [];
    const known = new Set(found.map(({ deploymentId }) => deploymentId));
    // A batch silently omits unknown deployments: only a separate call shows that one is deleted.
    const left = items.map(({ id }) => id).filter((id) => !known.has(id));
    const others = await Promise.all(left.map((id) => describeOne(id, context)));
    return [...found.map(answerOf), ...others.flat()];
  },
});

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html */
export const CodeDeployDeployment = defineKind({
  kind: 'AWS::CodeDeploy::Deployment',
  title: 'CodeDeploy deployment',
  reach: 'regional',
  client: CodeDeployClient,
  hasHistory: true,
  properties: Properties,
  entity: {
    blueprint: 'codeDeployDeployment',
    identifier: 'DeploymentId',
    title: 'DeploymentId',
    properties: [
      'ApplicationName',
      'DeploymentGroupName',
      'Status',
      'ComputePlatform',
      'Creator',
      'CreateTime',
      'CompleteTime',
    ],
    relations: {
      application: {
        to: 'AWS::CodeDeploy::Application',
        by: { ApplicationName: 'ApplicationName' },
      },
      deploymentGroup: {
        to: 'AWS::CodeDeploy::DeploymentGroup',
        by: { ApplicationName: 'ApplicationName', DeploymentGroupName: 'DeploymentGroupName' },
      },
    },
  },
  list: {
    operation: 'ListDeployments',
    permissions: ['codedeploy:ListDeployments', 'codedeploy:BatchGetDeployments'],
    pageSize: DEPLOYMENTS_PER_PAGE,
    pages: (context) => inPages(deploymentsInWindow(context), DEPLOYMENTS_PER_PAGE),
    items: (page) => page.elements,
  },
  get: {
    identifiers: ['DeploymentId'],
    of: ({ id }) => [id],
    find: ([id]) => (id === undefined ? undefined : { id }),
  },
  idOf: ({ id }) => id,
  listed: ({ id }) => ({ DeploymentId: id }),
  errors: { notFound: ['DeploymentDoesNotExistException'] },
  actions: { defaults: [GetDeployment], options: [] },
  liveEvents: {
    source: 'codedeploy.amazonaws.com',
    events: ['CreateDeployment', 'ContinueDeployment', 'StopDeployment'],
    deletions: [], // CodeDeploy keeps its deployments
    resources: ({ requestParameters, responseElements }) =>
      named(textAt(responseElements, 'deploymentId') ?? textAt(requestParameters, 'deploymentId')),
    stub: ([DeploymentId = '']) => ({ properties: { DeploymentId } }),
  },
});

/** Deployments that were read before are requested in the same batches, without further calls. */
async function detailsOf(
  items: readonly ListedDeployment[],
  context: Context,
): Promise<readonly DeploymentInfo[]> {
  const wanted = new Set(items.map(({ id }) => id));
  const unseen = items.flatMap(({ id, lookedAtWith }) => (lookedAtWith === undefined ? id : []));
  const companies = new Set(
    items.flatMap(({ lookedAtWith }) => (lookedAtWith ? [lookedAtWith] : [])),
  );
  const infos = await Promise.all([
    unseen.length === 0 ? [] : describe(unseen, context),
    ...[...companies].map((ids) => describeOnce(ids, context)),
  ]);
  return infos.flat().filter(({ deploymentId = '' }) => wanted.has(deploymentId));
}

async function describeOne(
  id: string,
  { client, signal }: Context,
): Promise<readonly BatchAnswer<Details>[]> {
  try {
    const command = new GetDeploymentCommand({ deploymentId: id });
    const { deploymentInfo } = await client.send(command, { abortSignal: signal });
    return deploymentInfo === undefined ? [] : [answerOf(deploymentInfo)];
  } catch (error) {
    signal.throwIfAborted();
    return [{ id, error }];
  }
}

function answerOf(info: DeploymentInfo): BatchAnswer<Details> {
  return { id: info.deploymentId ?? '', value: pascalKeys(info) };
}
