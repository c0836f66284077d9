import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
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
        yield {
          properties: {
            ...pascal(repository),
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
