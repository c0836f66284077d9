import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import {
  lifecyclePolicy,
  repository,
  repositoryArn,
  repositoryName,
  repositoryPolicy,
} from '../../src/sandbox/estate/repositories.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const { estate, accountId, region, settings, at, each } = await openScope({
  'AWS::ECR::Repository': 130,
});
const ecr = new ECRClient(settings);

/** What a call answers, or how it fails. */
function answerOf(call: Promise<object>): Promise<unknown> {
  return call.then(bare, () => failureOf(call));
}

test('lists every repository, a hundred a page unless more are asked for', async () => {
  const asked = await readAll(
    paginateDescribeRepositories({ client: ecr }, { maxResults: 1_000 }),
    (page) => page.repositories,
  );
  const unasked = await readAll(
    paginateDescribeRepositories({ client: ecr }, {}),
    (page) => page.repositories,
  );

  expect(bare(asked.items)).toEqual(each('AWS::ECR::Repository', repository));
  expect(asked.pageCount).toBe(1);
  expect(unasked.items).toEqual(asked.items);
  expect(unasked.pageCount).toBe(2);
});

test('gives policies and tags of each repository, and says when there is no policy', async () => {
  let absent = 0;
  for (let index = 0; index < 12; index += 1) {
    const name = repositoryName(index);
    const policyText = repositoryPolicy(...at(index));
    const lifecycle = lifecyclePolicy(...at(index));

    const policy = await answerOf(
      ecr.send(new GetRepositoryPolicyCommand({ repositoryName: name })),
    );
    const rules = await answerOf(ecr.send(new GetLifecyclePolicyCommand({ repositoryName: name })));
    const { tags } = await ecr.send(
      new ListTagsForResourceCommand({ resourceArn: repositoryArn(accountId, region, index) }),
    );

    expect(policy).toMatchObject(
      policyText === undefined
        ? { name: 'RepositoryPolicyNotFoundException', status: 400 }
        : { repositoryName: name, policyText },
    );
    expect(rules).toMatchObject(
      lifecycle ?? { name: 'LifecyclePolicyNotFoundException', status: 400 },
    );
    expect(tags).toEqual(estate.tags('repository', accountId, region, index));
    absent += Number(policyText === undefined) + Number(lifecycle === undefined);
  }
  expect(absent).toBeGreaterThan(0);
});

test('finds repositories by name, and does not know others', async () => {
  const known = await ecr.send(
    new DescribeRepositoriesCommand({ repositoryNames: [repositoryName(1)] }),
  );
  const unknown = await failureOf(
    ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['apps/image-999'] })),
  );
  const both = await failureOf(
    ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName(1)], maxResults: 5 }),
    ),
  );

  expect(bare(known.repositories)).toEqual([repository(...at(1))]);
  expect(unknown).toMatchObject({ name: 'RepositoryNotFoundException', status: 400 });
  expect(both).toMatchObject({ name: 'InvalidParameterException', status: 400 });
});
