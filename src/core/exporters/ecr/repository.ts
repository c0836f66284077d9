import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import type { GetLifecyclePolicyResponse, Repository, Tag } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { named, textAt } from '../live-event.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { DescribeImages, type IdentifiedRepository, type ImageProperties } from './images.ts';

/** The maximum page size of DescribeRepositories. */
const REPOSITORIES_PER_PAGE = 1_000;

type Context = ActionContext<ECRClient>;
type Source = PascalKeys<Repository> &
  ImageProperties & {
    RepositoryPolicyText: string;
    LifecyclePolicy: GetLifecyclePolicyResponse;
    Tags: readonly Tag[];
  };

const Properties = z.object({
  RepositoryArn: z.string(),
  RepositoryName: z.string(),
  RepositoryUri: z.string().optional(),
  RegistryId: z.string().optional(),
  CreatedAt: time.optional(),
  ImageTagMutability: z.string().optional(),
  ImageTagMutabilityExclusionFilters: structureList.optional(),
  ImageScanningConfiguration: structure.optional(),
  EncryptionConfiguration: structure.optional(),
  RepositoryPolicyText: z.string().optional(),
  LifecyclePolicy: structure.optional(),
  Images: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetRepositoryPolicy = perItem({
  name: 'GetRepositoryPolicyAction',
  permissions: ['ecr:GetRepositoryPolicy'],
  async call({ repositoryName }: IdentifiedRepository, { client, signal }: Context) {
    const command = new GetRepositoryPolicyCommand({ repositoryName });
    const { policyText } = await client.send(command, { abortSignal: signal });
    return { RepositoryPolicyText: policyText };
  },
});

/** The whole response: the policy's text, and when it was last evaluated. */
const GetLifecyclePolicy = perItem({
  name: 'GetLifecyclePolicyAction',
  permissions: ['ecr:GetLifecyclePolicy'],
  async call({ repositoryName }: IdentifiedRepository, { client, signal }: Context) {
    const command = new GetLifecyclePolicyCommand({ repositoryName });
    return { LifecyclePolicy: await client.send(command, { abortSignal: signal }) };
  },
});

const TagsOfRepository = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['ecr:ListTagsForResource'],
  async call({ repositoryArn }: IdentifiedRepository, { client, signal }: Context) {
    const command = new ListTagsForResourceCommand({ resourceArn: repositoryArn });
    const { tags } = await client.send(command, { abortSignal: signal });
    return { Tags: tags ?? [] };
  },
});

/**
 * Reads the tags of a hundred repositories per call if allowed, otherwise one by one, with the same result.
 */
const ListTagsForResource = taggingPages({
  name: 'ListTagsForResourceAction',
  resourceType: 'ecr:repository',
  arnOf: ({ repositoryArn }: IdentifiedRepository) => repositoryArn,
  fallback: TagsOfRepository,
});

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const EcrRepository = defineKind({
  kind: 'AWS::ECR::Repository',
  title: 'ECR repository',
  reach: 'regional',
  client: ECRClient,
  properties: Properties,
  entity: {
    blueprint: 'ecrRepository',
    identifier: 'RepositoryArn',
    title: 'RepositoryName',
    properties: [
      'RepositoryUri',
      'CreatedAt',
      'ImageTagMutability',
      'ImageScanningConfiguration',
      'EncryptionConfiguration',
      'Tags',
    ],
  },
  list: {
    operation: 'DescribeRepositories',
    permissions: ['ecr:DescribeRepositories'],
    pageSize: REPOSITORIES_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeRepositories, context, { maxResults: REPOSITORIES_PER_PAGE }),
    items: (page) => page.repositories?.filter(isIdentified),
  },
  get: {
    identifiers: ['RepositoryName'],
    arn: /^ecr:repository\/(?<RepositoryName>.+)$/,
    of: ({ repositoryName }) => [repositoryName],
    async find([repositoryName = ''], { client, signal }) {
      const command = new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] });
      const { repositories = [] } = await client.send(command, { abortSignal: signal });
      return answered(repositories.find(isIdentified), repositoryName);
    },
  },
  idOf: (repository) => repository.repositoryArn,
  listed: (repository) => pascalKeys(repository),
  errors: {
    notFound: ['RepositoryNotFoundException'],
    notConfigured: ['RepositoryPolicyNotFoundException', 'LifecyclePolicyNotFoundException'],
  },
  actions: {
    defaults: [],
    options: [GetRepositoryPolicy, GetLifecyclePolicy, ListTagsForResource, DescribeImages],
  },
  liveEvents: {
    source: 'ecr.amazonaws.com',
    events: [
      'CreateRepository',
      'DeleteRepository',
      'PutImageTagMutability',
      'PutImageScanningConfiguration',
      'SetRepositoryPolicy',
      'DeleteRepositoryPolicy',
      'PutLifecyclePolicy',
      'DeleteLifecyclePolicy',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteRepository'],
    resources: ({ requestParameters }) =>
      named(textAt(requestParameters, 'repositoryName') ?? taggedName(requestParameters)),
    stub([RepositoryName = ''], { partition, id }, region) {
      const RepositoryArn = `arn:${partition}:ecr:${region}:${id}:repository/${RepositoryName}`;
      return { properties: { RepositoryArn, RepositoryName } };
    },
  },
});

function isIdentified(repository: Repository): repository is IdentifiedRepository {
  return repository.repositoryArn !== undefined && repository.repositoryName !== undefined;
}

/** Tag calls name a repository by its ARN; the name may contain slashes. */
function taggedName(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const arn = textAt(parameters, 'resourceArn') ?? '';
  return /^arn:[^:]+:ecr:[^:]*:\d*:repository\/(.+)$/.exec(arn)?.[1];
}
