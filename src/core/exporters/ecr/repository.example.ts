import type {
  DescribeRepositoriesResponse,
  GetLifecyclePolicyResponse,
  GetRepositoryPolicyResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-ecr';
import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const repositoryName = 'shop/checkout';
const repositoryArn = `arn:aws:ecr:eu-west-1:${EXAMPLE_ACCOUNT}:repository/${repositoryName}`;
const repositoryUri = `${EXAMPLE_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}`;
const policyText = '{"Version":"2012-10-17","Statement":[]}';
const lifecyclePolicyText = '{"rules":[]}';
const Tags = [{ Key: 'team', Value: 'checkout' }];

export const example = {
  identifiers: [repositoryName],
  replies: {
    'ecr:DescribeRepositories': {
      repositories: [
        {
          repositoryArn,
          registryId: EXAMPLE_ACCOUNT,
          repositoryName,
          repositoryUri,
          createdAt: new Date('2024-01-02T03:04:05.678Z'),
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest*' }],
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfiguration: { encryptionType: 'AES256' },
        },
      ],
    } satisfies DescribeRepositoriesResponse,
    'ecr:GetRepositoryPolicy': {
      registryId: EXAMPLE_ACCOUNT,
      repositoryName,
      policyText,
    } satisfies GetRepositoryPolicyResponse,
    'ecr:GetLifecyclePolicy': {
      registryId: EXAMPLE_ACCOUNT,
      repositoryName,
      lifecyclePolicyText,
      lastEvaluatedAt: new Date('2024-02-03T04:05:06Z'),
    } satisfies GetLifecyclePolicyResponse,
    'tagging:GetResources': {
      ResourceTagMappingList: [{ ResourceARN: repositoryArn, Tags }],
      PaginationToken: '',
    } satisfies GetResourcesOutput,
    'ecr:ListTagsForResource': { tags: Tags } satisfies ListTagsForResourceResponse,
  },
  properties: {
    RepositoryArn: repositoryArn,
    RegistryId: EXAMPLE_ACCOUNT,
    RepositoryName: repositoryName,
    RepositoryUri: repositoryUri,
    CreatedAt: '2024-01-02T03:04:05.678000Z',
    ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
    ImageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest*' }],
    ImageScanningConfiguration: { scanOnPush: true },
    EncryptionConfiguration: { encryptionType: 'AES256' },
    RepositoryPolicyText: policyText,
    LifecyclePolicy: {
      registryId: EXAMPLE_ACCOUNT,
      repositoryName,
      lifecyclePolicyText,
      lastEvaluatedAt: '2024-02-03T04:05:06Z',
    },
    Tags,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
