import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutImageCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import {
  owner,
  pages,
  pascal,
  range,
  TAGS,
  unlessNotConfigured,
  type KindContract,
} from '../contract.ts';

export const ecrRepository: KindContract = {
  kind: 'AWS::ECR::Repository',
  reach: 'region',
  key: ['RepositoryArn'],
  async seed(place) {
    const ecr = place.of(ECRClient);
    const repositoryName = 'team/orders';
    await ecr.send(
      new CreateRepositoryCommand({
        repositoryName,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: {
          encryptionType: 'KMS',
          kmsKey: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        },
        tags: [...TAGS],
      }),
    );
    await ecr.send(
      new SetRepositoryPolicyCommand({
        repositoryName,
        policyText: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }],
        }),
      }),
    );
    await ecr.send(
      new PutLifecyclePolicyCommand({
        repositoryName,
        lifecyclePolicyText: JSON.stringify({
          rules: [
            {
              rulePriority: 1,
              selection: {
                tagStatus: 'untagged',
                countType: 'sinceImagePushed',
                countUnit: 'days',
                countNumber: 30,
              },
              action: { type: 'expire' },
            },
          ],
        }),
      }),
    );
    for (const imageTag of ['1.0', undefined]) {
      const imageManifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: { mediaType: 'application/json', size: 10, digest: `sha256:${imageTag ?? '0.9'}` },
        layers: [],
      });
      await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
    }
    for (const index of range(3)) {
      await ecr.send(new CreateRepositoryCommand({ repositoryName: `bare-${index}` }));
    }
  },
  async *expected(place) {
    const ecr = place.of(ECRClient);
    const lists = pages(
      (nextToken) => ecr.send(new DescribeRepositoriesCommand({ nextToken })),
      (page) => page.nextToken,
    );
    for await (const { repositories = [] } of lists) {
      for (const repository of repositories) {
        const { repositoryName, repositoryArn } = repository;
        const policy = await unlessNotConfigured(
          ecr.send(new GetRepositoryPolicyCommand({ repositoryName })),
          'RepositoryPolicyNotFoundException',
        );
        const LifecyclePolicy = await unlessNotConfigured(
          ecr.send(new GetLifecyclePolicyCommand({ repositoryName })),
          'LifecyclePolicyNotFoundException',
        );
        const { tags: Tags = [] } = await ecr.send(
          new ListTagsForResourceCommand({ resourceArn: repositoryArn }),
        );
        const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
        const untagged = imageDetails.filter(({ imageTags = [] }) => imageTags.length === 0);
        yield {
          properties: {
            ...pascal(repository),
            Images: {
              Count: imageDetails.length,
              IsTruncated: false,
              Size: imageDetails.reduce(
                (sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes,
                0,
              ),
              HasIndex: false,
              UntaggedCount: untagged.length,
              OldestUntagged: untagged.map(({ imagePushedAt, imageSizeInBytes = 0 }) => ({
                ImagePushedAt: imagePushedAt,
                ImageSizeInBytes: imageSizeInBytes,
              })),
            },
            RepositoryPolicyText: policy?.policyText,
            LifecyclePolicy,
            Tags,
          },
          context: owner(place),
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['RepositoryName'])],
  missing: () => ['not-there'],
};
