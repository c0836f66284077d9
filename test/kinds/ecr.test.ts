import { expect, test } from '@jest/globals';
import { EcrRepository } from '../../src/core/exporters/ecr/repository.ts';
import {
  lifecyclePolicy,
  repository,
  repositoryPolicy,
} from '../../src/sandbox/estate/repositories.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import {
  expectedItemsOf,
  expectWhole,
  itemsOf,
  type KindOfEstate,
  KindWorld,
} from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const REPOSITORIES: KindOfEstate = {
  kind: 'AWS::ECR::Repository',
  counted: 'AWS::ECR::Repository',
  propertiesOf: (estate, ...place) => ({
    ...inPascalCase(repository(estate, ...place)),
    RepositoryPolicyText: repositoryPolicy(estate, ...place),
    LifecyclePolicy: lifecyclePolicy(estate, ...place),
    Tags: estate.tags('repository', ...place),
  }),
};

test('each repository comes out with its own policies and tags, tags by the hundred', async () => {
  await using world = await KindWorld.open(REPOSITORIES, 110);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({
    'ecr:DescribeRepositories': 2,
    'ecr:GetRepositoryPolicy': 220,
    'ecr:GetLifecyclePolicy': 220,
  });
  expect(world.calls['ecr:ListTagsForResource']).toBeUndefined();
});

test('where one policy is denied, every repository keeps all else', async () => {
  await using world = await KindWorld.open(REPOSITORIES, 40);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetRepositoryPolicy' }]);

  const result = await world.read();

  const left = expectedItemsOf(world.estate, {
    ...REPOSITORIES,
    propertiesOf: (...place) => ({
      ...REPOSITORIES.propertiesOf(...place),
      RepositoryPolicyText: undefined,
    }),
  });
  expect(itemsOf(result)).toEqual(left);
  expect(result.gaps).toHaveLength(80);
});

test('without the tagging API, tags come repository by repository, and are the same', async () => {
  await using world = await KindWorld.open(REPOSITORIES, 40);
  world.sandbox.setFaults([{ type: 'deny', service: 'tagging' }]);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls['ecr:ListTagsForResource']).toBe(80);
});

test('CloudTrail names a repository by its name, or by its ARN when it is tagged', () => {
  const resourceArn = 'arn:aws:ecr:eu-west-1:111122223333:repository/shop/checkout';

  expect(changedBy(EcrRepository, { repositoryName: 'shop/checkout' })).toEqual([
    ['shop/checkout'],
  ]);
  expect(changedBy(EcrRepository, { resourceArn, tags: [] })).toEqual([['shop/checkout']]);
  expect(changedBy(EcrRepository, {})).toEqual([]);
  expect(stubOf(EcrRepository, 'shop/checkout')).toMatchObject({
    properties: { RepositoryArn: resourceArn, RepositoryName: 'shop/checkout' },
  });
});
