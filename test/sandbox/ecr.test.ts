import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { settings } = await openScope({ 'AWS::ECR::Repository': 130 });
const ecr = new ECRClient(settings);

test('a page holds a hundred repositories unless more are asked for', async () => {
  const unasked = await ecr.send(new DescribeRepositoriesCommand({}));
  const asked = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 1_000 }));

  expect(unasked.repositories).toHaveLength(100);
  expect(asked.repositories).toHaveLength(130);
});

test('a repository without a policy has an error for each sort of policy', async () => {
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  const names = repositories.map(({ repositoryName }) => repositoryName);
  const policies = names.map((repositoryName) =>
    ecr.send(new GetRepositoryPolicyCommand({ repositoryName })).then(() => 'set', nameOf),
  );
  const lifecycles = names.map((repositoryName) =>
    ecr.send(new GetLifecyclePolicyCommand({ repositoryName })).then(() => 'set', nameOf),
  );

  expect(new Set(await Promise.all(policies))).toEqual(
    new Set(['set', 'RepositoryPolicyNotFoundException']),
  );
  expect(new Set(await Promise.all(lifecycles))).toEqual(
    new Set(['set', 'LifecyclePolicyNotFoundException']),
  );
});

test('tags are asked for by ARN', async () => {
  const failure = await failureOf(
    ecr.send(new ListTagsForResourceCommand({ resourceArn: 'image-0' })),
  );

  expect(failure).toMatchObject({ name: 'InvalidParameterException', status: 400 });
});

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
