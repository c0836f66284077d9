import {
  application,
  applicationIndex,
  applicationName,
  applicationTags,
} from '../estate/deploy-applications.ts';
import { ServiceError } from '../wire/call.ts';
import { text, texts, type Handler, type HandlerContext } from './handler.ts';

const APPLICATIONS_PER_CALL = 100;
/** Tags in one page; AWS does not say how many. */
const TAGS_PER_PAGE = 50;

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListApplications.html */
const listApplications: Handler = (input, { estate, accountId, region, pager }) => {
  const count = estate.countOf('deployApplications', accountId, region);
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

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListTagsForResource.html */
const listTagsForResource: Handler = (input, context) => {
  const arn = text(input, 'ResourceArn');
  if (!arn.startsWith('arn:')) throw new ServiceError('InvalidArnException', 'not an ARN');
  const { estate, accountId, region, pager } = context;
  const tags = applicationTags(estate, accountId, region, indexOf(arn, context));
  const page = pager.page(`tags/${arn}`, tags.length, TAGS_PER_PAGE, input['NextToken']);
  return { Tags: page.indices.map((position) => tags[position]), NextToken: page.next };
};

export const CODEDEPLOY: Readonly<Record<string, Handler>> = {
  ListApplications: listApplications,
  BatchGetApplications: batchGetApplications,
  ListTagsForResource: listTagsForResource,
};
