import {
  application,
  applicationIndex,
  applicationName,
  applicationTags,
} from '../estate/deploy-applications.ts';
import {
  deploymentGroup,
  deploymentGroupArn,
  deploymentGroupCount,
  deploymentGroupName,
  deploymentGroupPosition,
  deploymentGroupTags,
} from '../estate/deployment-groups.ts';
import { ServiceError } from '../wire/call.ts';
import { CODEDEPLOY_DEPLOYMENTS } from './codedeploy-deployments.ts';
import { text, texts, type Handler, type HandlerContext } from './handler.ts';

const APPLICATIONS_PER_CALL = 100;
const GROUPS_PER_CALL = 100;
/** Tags in one page; AWS does not say how many. */
const TAGS_PER_PAGE = 50;

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListApplications.html */
const listApplications: Handler = (input, { estate, accountId, region, pager }) => {
  const count = estate.countOf('AWS::CodeDeploy::Application', accountId, region);
  const list = `applications/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, APPLICATIONS_PER_CALL, input['nextToken']);
  return { applications: indices.map(applicationName), nextToken: next };
};

function indexOf(nameOrArn: string, context: HandlerContext): number {
  const { estate, accountId, region, isGone } = context;
  const index = applicationIndex(estate, accountId, region, nameOrArn);
  if (index === undefined || isGone(applicationName(index))) {
    throw new ServiceError(
      'ApplicationDoesNotExistException',
      `No application found for name: ${nameOrArn}`,
    );
  }
  return index;
}

/**
 * One name that is not there fails the call.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetApplications.html
 */
const batchGetApplications: Handler = (input, context) => {
  const { estate, accountId, region, isOmitted } = context;
  const asked = texts(input, 'applicationNames') ?? [];
  if (asked.length > APPLICATIONS_PER_CALL)
    throw new ServiceError('BatchLimitExceededException', 'at most 100 names');
  if (asked.length === 0)
    throw new ServiceError('ApplicationNameRequiredException', 'a name is required');
  const indices = asked.map((name) => indexOf(name, context));
  // CodeDeploy promises no order: the answer runs the other way round.
  const answered = indices.reverse().filter((index) => !isOmitted(applicationName(index)));
  return {
    applicationsInfo: answered.map((index) => application(estate, accountId, region, index)),
  };
};

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentGroups.html */
const listDeploymentGroups: Handler = (input, context) => {
  const { estate, accountId, region, pager } = context;
  const application = indexOf(text(input, 'applicationName'), context);
  const count = deploymentGroupCount(estate, accountId, region, application);
  const list = `groups/${accountId}/${region}/${application}`;
  const { indices, next } = pager.page(list, count, GROUPS_PER_CALL, input['nextToken']);
  return {
    applicationName: applicationName(application),
    deploymentGroups: indices.map(deploymentGroupName),
    nextToken: next,
  };
};

function groupPosition(
  application: number,
  name: string,
  context: HandlerContext,
): number | undefined {
  const { estate, accountId, region, isGone } = context;
  const position = deploymentGroupPosition(estate, accountId, region, application, name);
  if (position === undefined) return undefined;
  return isGone(deploymentGroupArn(accountId, region, application, position))
    ? undefined
    : position;
}

/**
 * What is not there is left out, with a remark: AWS documents no error for it.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentGroups.html
 */
const batchGetDeploymentGroups: Handler = (input, context) => {
  const { estate, accountId, region, isOmitted } = context;
  const application = indexOf(text(input, 'applicationName'), context);
  const asked = texts(input, 'deploymentGroupNames') ?? [];
  if (asked.length > GROUPS_PER_CALL)
    throw new ServiceError('BatchLimitExceededException', 'at most 100 names');
  if (asked.length === 0)
    throw new ServiceError('DeploymentGroupNameRequiredException', 'a name is required');
  const found = asked.flatMap((name) => groupPosition(application, name, context) ?? []);
  // CodeDeploy promises no order: the answer runs the other way round.
  const answered = [...found]
    .reverse()
    .filter((position) => !isOmitted(deploymentGroupArn(accountId, region, application, position)));
  return {
    deploymentGroupsInfo: answered.map((position) =>
      deploymentGroup(estate, accountId, region, application, position),
    ),
    ...(found.length < asked.length && { errorMessage: 'some deployment groups were not found' }),
  };
};

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeploymentGroup.html */
const getDeploymentGroup: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  const application = indexOf(text(input, 'applicationName'), context);
  const position = existingGroup(application, text(input, 'deploymentGroupName'), context);
  return {
    deploymentGroupInfo: deploymentGroup(estate, accountId, region, application, position),
  };
};

function existingGroup(application: number, name: string, context: HandlerContext): number {
  const position = groupPosition(application, name, context);
  if (position !== undefined) return position;
  throw new ServiceError(
    'DeploymentGroupDoesNotExistException',
    `No Deployment Group found for name: ${name}`,
  );
}

type Tag = ReturnType<typeof applicationTags>[number];

function tagsOf(arn: string, context: HandlerContext): readonly Tag[] {
  const { estate, accountId, region } = context;
  const [, application, group] = /:deploymentgroup:([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (application === undefined || group === undefined)
    return applicationTags(estate, accountId, region, indexOf(arn, context));
  const index = indexOf(application, context);
  const position = existingGroup(index, group, context);
  return deploymentGroupTags(estate, accountId, region, index, position);
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListTagsForResource.html */
const listTagsForResource: Handler = (input, context) => {
  const arn = text(input, 'ResourceArn');
  if (!arn.startsWith('arn:')) throw new ServiceError('InvalidArnException', 'not an ARN');
  const tags = tagsOf(arn, context);
  const page = context.pager.page(`tags/${arn}`, tags.length, TAGS_PER_PAGE, input['NextToken']);
  return { Tags: page.indices.map((position) => tags[position]), NextToken: page.next };
};

export const CODEDEPLOY: Readonly<Record<string, Handler>> = {
  ...CODEDEPLOY_DEPLOYMENTS,
  ListApplications: listApplications,
  BatchGetApplications: batchGetApplications,
  ListDeploymentGroups: listDeploymentGroups,
  BatchGetDeploymentGroups: batchGetDeploymentGroups,
  GetDeploymentGroup: getDeploymentGroup,
  ListTagsForResource: listTagsForResource,
};
