import {
  deployment,
  deploymentCreated,
  deploymentId,
  deploymentIndex,
  target,
  targetIds,
} from '../estate/deployments.ts';
import { ServiceError } from '../wire/call.ts';
import { refuse, text, texts, type Handler, type HandlerContext } from './handler.ts';

const DEPLOYMENTS_PER_PAGE = 100;
const DEPLOYMENTS_PER_CALL = 25;
const TARGETS_PER_PAGE = 100;
const TARGETS_PER_CALL = 25;

/**
 * The newest first.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html
 */
const listDeployments: Handler = (input, context) => {
  refuse(input, 'applicationName', 'deploymentGroupName', 'externalId', 'includeOnlyStatuses');
  const { estate, accountId, region, pager } = context;
  const from = startOf(input['createTimeRange']);
  const isInRange = (index: number): boolean =>
    deploymentCreated(estate, accountId, region, index).getTime() >= from;
  const all = estate.countOf('AWS::CodeDeploy::Deployment', accountId, region);
  const range = Array.from({ length: all }, (_, index) => index).filter(isInRange);
  const list = `deployments/${accountId}/${region}/${from}`;
  const page = pager.page(list, range.length, DEPLOYMENTS_PER_PAGE, input['nextToken']);
  return {
    deployments: page.indices.map((position) =>
      deploymentId(estate, accountId, region, range[position] ?? 0),
    ),
    nextToken: page.next,
  };
};

/** The beginning of a range of time, in milliseconds; its end is not played. */
function startOf(range: unknown): number {
  if (typeof range !== 'object' || range === null) return 0;
  if ('end' in range && range.end !== undefined)
    throw new ServiceError('UnsupportedOperation', 'the sandbox does not know the end of a range');
  if (!('start' in range)) return 0;
  if (range.start instanceof Date) return range.start.getTime();
  return typeof range.start === 'number' ? range.start * 1_000 : 0;
}

/**
 * Deployments that are not there are left out.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html
 */
const batchGetDeployments: Handler = (input, context) => {
  const { estate, accountId, region, isGone, isOmitted } = context;
  const asked = texts(input, 'deploymentIds') ?? [];
  if (asked.length > DEPLOYMENTS_PER_CALL)
    throw new ServiceError('BatchLimitExceededException', 'at most 25 identifiers');
  if (asked.length === 0)
    throw new ServiceError('DeploymentIdRequiredException', 'an identifier is required');
  // CodeDeploy promises no order: the answer runs the other way round.
  const deploymentsInfo = [...asked].reverse().flatMap((id) => {
    const index = deploymentIndex(estate, accountId, region, id);
    if (index === undefined || isGone(id) || isOmitted(id)) return [];
    return [deployment(estate, accountId, region, index)];
  });
  return { deploymentsInfo };
};

function indexOf(id: string, { estate, accountId, region, isGone }: HandlerContext): number {
  if (id === '')
    throw new ServiceError('DeploymentIdRequiredException', 'an identifier is required');
  const index = deploymentIndex(estate, accountId, region, id);
  if (index === undefined || isGone(id)) {
    throw new ServiceError(
      'DeploymentDoesNotExistException',
      `The deployment ${id} could not be found`,
    );
  }
  return index;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html */
const getDeployment: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  const index = indexOf(text(input, 'deploymentId'), context);
  return { deploymentInfo: deployment(estate, accountId, region, index) };
};

/** The targets of a deployment that has started. */
function targetsOf(id: string, context: HandlerContext): { index: number; ids: readonly string[] } {
  const { estate, accountId, region } = context;
  const index = indexOf(id, context);
  const ids = targetIds(estate, accountId, region, index);
  if (ids.length === 0) {
    throw new ServiceError(
      'DeploymentNotStartedException',
      `The deployment ${id} has not started yet`,
    );
  }
  return { index, ids };
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentTargets.html */
const listDeploymentTargets: Handler = (input, context) => {
  refuse(input, 'targetFilters');
  const id = text(input, 'deploymentId');
  const { ids } = targetsOf(id, context);
  const list = `targets/${id}`;
  const page = context.pager.page(list, ids.length, TARGETS_PER_PAGE, input['nextToken']);
  return { targetIds: page.indices.map((position) => ids[position]), nextToken: page.next };
};

/**
 * One target that is not there fails the call.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html
 */
const batchGetDeploymentTargets: Handler = (input, context) => {
  const { estate, accountId, region, isGone, isOmitted } = context;
  const asked = texts(input, 'targetIds') ?? [];
  const deploymentOf = text(input, 'deploymentId');
  if (asked.length > TARGETS_PER_CALL)
    throw new ServiceError('DeploymentTargetListSizeExceededException', 'at most 25 identifiers');
  if (asked.length === 0)
    throw new ServiceError('DeploymentTargetIdRequiredException', 'an identifier is required');
  const { index, ids } = targetsOf(deploymentOf, context);
  const missing = asked.find((id) => !ids.includes(id) || isGone(`${deploymentOf}/${id}`));
  if (missing !== undefined) {
    throw new ServiceError(
      'DeploymentTargetDoesNotExistException',
      `The deployment target ${missing} does not exist`,
    );
  }
  // CodeDeploy promises no order: the answer runs the other way round.
  const answered = [...asked].reverse().filter((id) => !isOmitted(`${deploymentOf}/${id}`));
  return {
    deploymentTargets: answered.map((id) => target(estate, accountId, region, index, id)),
  };
};

/** What CodeDeploy tells of deployments and of their targets. */
export const CODEDEPLOY_DEPLOYMENTS: Readonly<Record<string, Handler>> = {
  ListDeployments: listDeployments,
  BatchGetDeployments: batchGetDeployments,
  GetDeployment: getDeployment,
  ListDeploymentTargets: listDeploymentTargets,
  BatchGetDeploymentTargets: batchGetDeploymentTargets,
};
