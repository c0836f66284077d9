import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import type { DeploymentTarget } from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { ofEachParent } from '../../actions/parents.ts';
import { tokenPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { deploymentsInWindow } from './deployments.ts';

/** The default page size of ListDeploymentTargets. */
const TARGETS_PER_PAGE = 100;
/** The maximum number of targets per call of BatchGetDeploymentTargets, all of one deployment. */
const TARGETS_PER_CALL = 25;
/** Most deployments have one target: so many are collected and read at once. */
const TARGETS_AT_ONCE = 50;

interface ListedTarget {
  readonly deploymentId: string;
  readonly targetId: string;
}

interface TargetPage {
  readonly targets: readonly ListedTarget[];
}

type Context = ActionContext<CodeDeployClient>;
type Details = PascalKeys<DeploymentTarget>;
type Source = Details & { readonly DeploymentId: string; readonly TargetId: string };

const Properties = z.object({
  DeploymentId: z.string(),
  TargetId: z.string(),
  DeploymentTargetType: z.string().optional(),
  InstanceTarget: structure.optional(),
  LambdaTarget: structure.optional(),
  EcsTarget: structure.optional(),
  CloudFormationTarget: structure.optional(),
} satisfies FieldsOf<Source>);

const GetDeploymentTargetDetails = batched({
  name: 'GetDeploymentTargetDetailsAction',
  operation: 'BatchGetDeploymentTargets',
  permissions: ['codedeploy:BatchGetDeploymentTargets'],
  size: TARGETS_PER_CALL,
  idOf: keyOf,
  async call(items: readonly ListedTarget[], context: Context) {
    const deployments = [...new Set(items.map(({ deploymentId }) => deploymentId))];
    const answers = deployments.map((id) =>
      detailsOf(
        items.filter(({ deploymentId }) => deploymentId === id),
        context,
      ),
    );
    return (await Promise.all(answers)).flat();
  },
});

/**
 * No live events: CloudTrail does not name targets.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html
 */
export const CodeDeployDeploymentTarget = defineKind({
  kind: 'AWS::CodeDeploy::DeploymentTarget',
  title: 'CodeDeploy deployment target',
  reach: 'regional',
  client: CodeDeployClient,
  hasHistory: true,
  properties: Properties,
  entity: {
    blueprint: 'codeDeployDeploymentTarget',
    identifier: ['DeploymentId', 'TargetId'],
    title: 'TargetId',
    properties: [
      'DeploymentId',
      'DeploymentTargetType',
      'InstanceTarget',
      'LambdaTarget',
      'EcsTarget',
      'CloudFormationTarget',
    ],
    relations: {
      deployment: { to: 'AWS::CodeDeploy::Deployment', by: { DeploymentId: 'DeploymentId' } },
    },
  },
  list: {
    operation: 'ListDeploymentTargets',
    permissions: [
      'codedeploy:ListDeployments',
      'codedeploy:BatchGetDeployments',
      'codedeploy:ListDeploymentTargets',
    ],
    pageSize: TARGETS_PER_PAGE,
    perParent: {
      parent: 'deployment',
      parentsListedBy: 'codedeploy:ListDeployments',
      operation: 'codedeploy:ListDeploymentTargets',
    },
    pages: (context) =>
      together(
        ofEachParent(deploymentsInWindow(context), context, ({ id }) => targetsOf(id, context)),
      ),
    items: (page) => page.targets,
  },
  get: {
    identifiers: ['DeploymentId', 'TargetId'],
    of: ({ deploymentId, targetId }) => [deploymentId, targetId],
    find: ([deploymentId = '', targetId = '']) => ({ deploymentId, targetId }),
  },
  idOf: keyOf,
  // The target's identifier is only inside the details, under a name that depends on its type.
  listed: ({ deploymentId, targetId }) => ({ DeploymentId: deploymentId, TargetId: targetId }),
  errors: { notFound: ['DeploymentTargetDoesNotExistException', 'DeploymentNotStartedException'] },
  actions: { defaults: [GetDeploymentTargetDetails], options: [] },
});

/** A deployment's targets, page by page: the SDK has no paginator for them. */
async function* targetsOf(
  deploymentId: string,
  { client, signal, window }: Context,
): AsyncGenerator<TargetPage, void> {
  let room = window.maxPerParent;
  const pages = tokenPages(
    (nextToken) =>
      client.send(new ListDeploymentTargetsCommand({ deploymentId, nextToken }), {
        abortSignal: signal,
      }),
    (page) => page.nextToken,
  );
  for await (const page of pages) {
    const all = page.targetIds ?? [];
    const targetIds = all.slice(0, room);
    room -= targetIds.length;
    if (room === 0 && (targetIds.length < all.length || page.nextToken !== undefined))
      window.cutOff(1);
    yield { targets: targetIds.map((targetId) => ({ deploymentId, targetId })) };
    if (room === 0) return;
  }
}

/** Joins small pages until there are enough targets for one request. */
async function* together(pages: AsyncIterable<TargetPage>): AsyncGenerator<TargetPage, void> {
  let targets: ListedTarget[] = [];
  try {
    for await (const page of pages) {
      targets.push(...page.targets);
      if (targets.length < TARGETS_AT_ONCE) continue;
      yield { targets };
      targets = [];
    }
  } catch (error) {
    yield { targets }; // targets of other deployments than the one that failed
    throw error;
  }
  yield { targets };
}

/** One deleted target fails the whole call: bisection finds it, and the others keep their details. */
async function detailsOf(
  targets: readonly ListedTarget[],
  context: Context,
): Promise<readonly BatchAnswer<Details>[]> {
  const [first] = targets;
  if (first === undefined) return [];
  try {
    return await describe(first.deploymentId, targets, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (targets.length === 1 || classify(error).class !== 'not-found')
      return targets.map((target) => ({ id: keyOf(target), error }));
    const half = Math.ceil(targets.length / 2);
    const halves = [targets.slice(0, half), targets.slice(half)];
    return (await Promise.all(halves.map((one) => detailsOf(one, context)))).flat();
  }
}

async function describe(
  deploymentId: string,
  targets: readonly ListedTarget[],
  { client, signal }: Context,
): Promise<readonly BatchAnswer<Details>[]> {
  const targetIds = targets.map(({ targetId }) => targetId);
  const command = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds });
  const { deploymentTargets = [] } = await client.send(command, { abortSignal: signal });
  return deploymentTargets.map((target) => ({
    id: keyOf({ deploymentId, targetId: targetIdOf(target) }),
    value: pascalKeys(target),
  }));
}

function targetIdOf(target: DeploymentTarget): string {
  const { instanceTarget, lambdaTarget, ecsTarget, cloudFormationTarget } = target;
  const details = instanceTarget ?? lambdaTarget ?? ecsTarget ?? cloudFormationTarget;
  return details?.targetId ?? '';
}

function keyOf({ deploymentId, targetId }: ListedTarget): string {
  return `${deploymentId}/${targetId}`;
}
