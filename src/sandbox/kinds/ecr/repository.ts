import type {
  DescribeImagesResponse,
  DescribeRepositoriesResponse,
  GetLifecyclePolicyResponse,
  GetRepositoryPolicyResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-ecr';
import type { CallRule, SimulatedKind } from '../../simulation/simulated-kind.ts';
import { imagesOf } from './images.ts';

/** Registries of other accounts are not simulated. */
const takes: CallRule['takes'] = { registryId: ({ accountId }) => [accountId] };

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const repository: SimulatedKind = {
  kind: 'AWS::ECR::Repository',
  client: () => import('@aws-sdk/client-ecr'),
  gone: 'RepositoryNotFoundException',
  tagged: 'ecr:repository',
  calls: {
    'ecr:DescribeRepositories': {
      of: { repositoryNames: ['repositoryName'] },
      most: 1_000,
      unasked: 100,
      batch: 100,
      takes,
    },
    'ecr:GetRepositoryPolicy': { takes, unset: 'RepositoryPolicyNotFoundException' },
    'ecr:GetLifecyclePolicy': { takes, unset: 'LifecyclePolicyNotFoundException' },
    'ecr:DescribeImages': { of: { repositoryName: ['repositoryName'] }, pagesOf: 1_000, takes },
    'ecr:ListTagsForResource': {
      of: { resourceArn: ['repositoryArn'] },
      malformed: 'InvalidParameterException',
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const repositoryName = n % 4 === 0 ? `image-${n}` : `apps/image-${n}`;
    const repositoryArn = `arn:aws:ecr:${region}:${accountId}:repository/${repositoryName}`;
    const repositoryUri = `${accountId}.dkr.ecr.${region}.amazonaws.com/${repositoryName}`;
    const draw = place.draw();
    const createdAt = place.time();
    const hasExclusions = place.oneIn(4, 'exclusions');
    const hasPolicy = n === 0 || draw % 3 !== 0;
    const policyText = `{"Version":"2012-10-17","Statement":[{"Sid":"s${draw % 100}","Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}`;
    const hasLifecyclePolicy = place.oneIn(2, 'lifecycle policy');
    const lifecyclePolicyText = `{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":${draw % 50}},"action":{"type":"expire"}}]}`;
    const lastEvaluatedAt = place.time('evaluated');
    const tags = place.tags();
    const images = imagesOf(place);
    return {
      names: { repositoryName, repositoryArn },
      tags,
      replies: {
        'ecr:DescribeRepositories': () =>
          ({
            repositories: [
              {
                repositoryArn,
                registryId: accountId,
                repositoryName,
                repositoryUri,
                createdAt,
                ...(hasExclusions
                  ? {
                      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
                      imageTagMutabilityExclusionFilters: [
                        { filterType: 'WILDCARD', filter: 'latest*' },
                      ],
                    }
                  : { imageTagMutability: draw % 2 === 0 ? 'IMMUTABLE' : 'MUTABLE' }),
                imageScanningConfiguration: { scanOnPush: draw % 3 === 0 },
                encryptionConfiguration: { encryptionType: 'AES256' },
              },
            ],
          }) satisfies DescribeRepositoriesResponse,
        'ecr:GetRepositoryPolicy': () =>
          hasPolicy
            ? ({
                registryId: accountId,
                repositoryName,
                policyText,
              } satisfies GetRepositoryPolicyResponse)
            : undefined,
        'ecr:GetLifecyclePolicy': () =>
          hasLifecyclePolicy
            ? ({
                registryId: accountId,
                repositoryName,
                lifecyclePolicyText,
                lastEvaluatedAt,
              } satisfies GetLifecyclePolicyResponse)
            : undefined,
        'ecr:DescribeImages': () =>
          ({ imageDetails: [...images] }) satisfies DescribeImagesResponse,
        'ecr:ListTagsForResource': () => ({ tags }) satisfies ListTagsForResourceResponse,
      },
      items: () => [
        {
          identifiers: [repositoryName],
          trails: [
            { requestParameters: { repositoryName } },
            { requestParameters: { resourceArn: repositoryArn } },
          ],
          properties: {
            RepositoryArn: repositoryArn,
            RegistryId: accountId,
            RepositoryName: repositoryName,
            RepositoryUri: repositoryUri,
            CreatedAt: createdAt,
            ...(hasExclusions
              ? {
                  ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
                  ImageTagMutabilityExclusionFilters: [
                    { filterType: 'WILDCARD', filter: 'latest*' },
                  ],
                }
              : { ImageTagMutability: draw % 2 === 0 ? 'IMMUTABLE' : 'MUTABLE' }),
            ImageScanningConfiguration: { scanOnPush: draw % 3 === 0 },
            EncryptionConfiguration: { encryptionType: 'AES256' },
            ...(hasPolicy && { RepositoryPolicyText: policyText }),
            ...(hasLifecyclePolicy && {
              LifecyclePolicy: {
                registryId: accountId,
                repositoryName,
                lifecyclePolicyText,
                lastEvaluatedAt,
              },
            }),
            Images: summaryOf(images),
            Tags: tags,
          },
        },
      ],
    };
  },
};

/** As Longshore must sum them up. */
function summaryOf(images: ReturnType<typeof imagesOf>): object {
  const untagged = images.filter(({ imageTags }) => imageTags === undefined);
  const pushedAt = ({ imagePushedAt }: (typeof images)[number]): number =>
    imagePushedAt?.getTime() ?? 0;
  return {
    Count: images.length,
    IsTruncated: false,
    Size: images.reduce((sum, { imageSizeInBytes }) => sum + imageSizeInBytes, 0),
    HasIndex: images.some(({ imageManifestMediaType = '' }) =>
      imageManifestMediaType.includes('index'),
    ),
    UntaggedCount: untagged.length,
    OldestUntagged: untagged
      .toSorted((one, other) => pushedAt(one) - pushedAt(other))
      .map(({ imagePushedAt, imageSizeInBytes }) => ({
        ImagePushedAt: imagePushedAt,
        ImageSizeInBytes: imageSizeInBytes,
      })),
  };
}
