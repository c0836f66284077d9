import {
  lifecyclePolicy,
  repository,
  repositoryIndex,
  repositoryPolicy,
} from '../estate/repositories.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, texts, type Handler, type HandlerContext } from './handler.ts';

/** The most that one page holds, and that one call may name. */
const MOST_REPOSITORIES = 1_000;
const MOST_NAMES = 100;
/** What a page holds when no number is asked for. */
const REPOSITORIES_PER_PAGE = 100;

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
const describeRepositories: Handler = (input, context) => {
  const { estate, accountId, region, pager } = context;
  refuseOtherRegistry(input, context);
  const names = texts(input, 'repositoryNames');
  if (names !== undefined) {
    if (names.length > MOST_NAMES || input['maxResults'] !== undefined)
      throw new ServiceError('InvalidParameterException', 'at most 100 names, and no maxResults');
    const indices = names.map((name) => indexOf(name, context));
    return { repositories: indices.map((index) => repository(estate, accountId, region, index)) };
  }
  const asked = number(input, 'maxResults') ?? REPOSITORIES_PER_PAGE;
  const size = pager.size(asked, 1, MOST_REPOSITORIES);
  const count = estate.countOf('AWS::ECR::Repository', accountId, region);
  const list = `repositories/${accountId}/${region}`;
  const page = pager.page(list, count, size, input['nextToken']);
  return {
    repositories: page.indices.map((index) => repository(estate, accountId, region, index)),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetRepositoryPolicy.html */
const getRepositoryPolicy: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  refuseOtherRegistry(input, context);
  const name = text(input, 'repositoryName');
  const policyText = repositoryPolicy(estate, accountId, region, indexOf(name, context));
  if (policyText !== undefined) return { registryId: accountId, repositoryName: name, policyText };
  throw new ServiceError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${accountId}'`,
  );
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetLifecyclePolicy.html */
const getLifecyclePolicy: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  refuseOtherRegistry(input, context);
  const name = text(input, 'repositoryName');
  const policy = lifecyclePolicy(estate, accountId, region, indexOf(name, context));
  if (policy !== undefined) return policy;
  throw new ServiceError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${accountId}'`,
  );
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListTagsForResource.html */
const listTagsForResource: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  const arn = text(input, 'resourceArn');
  const prefix = `arn:aws:ecr:${region}:${accountId}:repository/`;
  if (!arn.startsWith(prefix))
    throw new ServiceError('InvalidParameterException', 'Invalid parameter at resourceArn');
  const index = indexOf(arn.slice(prefix.length), context);
  return { tags: estate.tags('repository', accountId, region, index) };
};

function indexOf(name: string, { estate, accountId, region, isGone }: HandlerContext): number {
  const index = repositoryIndex(estate, accountId, region, name);
  if (index !== undefined && !isGone(name)) return index;
  throw new ServiceError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${accountId}'`,
  );
}

function refuseOtherRegistry(
  input: Parameters<Handler>[0],
  { accountId }: Pick<HandlerContext, 'accountId'>,
): void {
  if (input['registryId'] !== accountId) refuse(input, 'registryId');
}

export const ECR: Readonly<Record<string, Handler>> = {
  DescribeRepositories: describeRepositories,
  GetRepositoryPolicy: getRepositoryPolicy,
  GetLifecyclePolicy: getLifecyclePolicy,
  ListTagsForResource: listTagsForResource,
};
