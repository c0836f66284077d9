import { expect, test } from '@jest/globals';
import { EcrRepository } from '../../src/core/exporters/ecr/repository.ts';
import type { CloudTrailCall } from '../../src/core/exporters/live-event.ts';
import {
  lifecyclePolicy,
  repository,
  repositoryName,
  repositoryPolicy,
} from '../../src/sandbox/estate/repositories.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::ECR::Repository';
const region = 'eu-west-1';
/** Several pages of them. */
const MANY = 250;
/** Enough to tell one from the others. */
const FEW = 40;

function estateOf(repositories: number, faults: readonly Fault[] = []): Promise<Sandbox> {
  return startSandbox({
    estate: {
      seed: 'ecr kinds',
      accounts: 2,
      regions: [region],
      usedRegions: 1,
      repositories,
    },
    faults,
  });
}

function read(sandbox: Sandbox): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [KIND], everything: true });
}

/** Every repository of the estate as it must come out, without the properties named. */
function expected({ estate }: Sandbox, ...without: readonly string[]): string[] {
  return estate.accountIds.flatMap((AccountId) =>
    Array.from({ length: estate.countOf('repositories', AccountId, region) }, (_, index) => {
      const listed = Object.entries(repository(estate, AccountId, region, index)).map(
        ([name, value]): [string, unknown] => [name.charAt(0).toUpperCase() + name.slice(1), value],
      );
      const all: Record<string, unknown> = {
        ...Object.fromEntries(listed),
        RepositoryPolicyText: repositoryPolicy(estate, AccountId, region, index),
        LifecyclePolicy: lifecyclePolicy(estate, AccountId, region, index),
        Tags: estate.tags('repository', AccountId, region, index),
      };
      const Properties = Object.entries(all).filter(([name]) => !without.includes(name));
      return canonical({
        Type: KIND,
        Properties: Object.fromEntries(Properties),
        __ExtraContext: { AccountId, Region: region },
      });
    }),
  );
}

test('each repository comes out with its own policies and tags, tags by the hundred', async () => {
  await using sandbox = await estateOf(MANY);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(expected(sandbox).sort());
  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(sandbox.calls()).toMatchObject({
    'ecr:DescribeRepositories': 2,
    'ecr:GetRepositoryPolicy': 2 * MANY,
    'ecr:GetLifecyclePolicy': 2 * MANY,
  });
  expect(sandbox.calls()['ecr:ListTagsForResource']).toBeUndefined();
});

test('a repository that vanished costs only itself', async () => {
  const name = repositoryName(17);
  await using sandbox = await estateOf(FEW, [{ type: 'gone', resource: name }]);

  const result = await read(sandbox);

  const left = expected(sandbox).filter((item) => !item.includes(`"RepositoryName":"${name}"`));
  expect(left).toHaveLength(2 * FEW - 2);
  expect(result.resources.map(canonical).sort()).toEqual(left.sort());
  expect(result.gaps).toEqual([]);
});

test('a denied action leaves gaps, and every repository stays', async () => {
  await using sandbox = await estateOf(FEW, [{ type: 'deny', operation: 'GetRepositoryPolicy' }]);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(
    expected(sandbox, 'RepositoryPolicyText').sort(),
  );
  expect(result.gaps).toHaveLength(2 * FEW);
  expect(result.gaps[0]).toMatchObject({
    action: 'GetRepositoryPolicyAction',
    failure: { class: 'denied' },
  });
});

test('without the tagging API, tags come repository by repository, and are the same', async () => {
  await using sandbox = await estateOf(FEW, [{ type: 'deny', service: 'tagging' }]);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(expected(sandbox).sort());
  expect(result.gaps).toEqual([]);
  expect(sandbox.calls()['ecr:ListTagsForResource']).toBe(2 * FEW);
});

test('CloudTrail names a repository by its name, or by its ARN when it is tagged', () => {
  const call = {
    account: { id: '111122223333', name: 'example', partition: 'aws' },
    region,
    eventName: '',
    requestParameters: {},
    responseElements: {},
  } satisfies CloudTrailCall;
  const resourcesOf = (requestParameters: CloudTrailCall['requestParameters']) =>
    EcrRepository.liveEvents?.resources({ ...call, requestParameters });
  const resourceArn = 'arn:aws:ecr:eu-west-1:111122223333:repository/shop/checkout';

  expect(resourcesOf({ repositoryName: 'shop/checkout' })).toEqual([['shop/checkout']]);
  expect(resourcesOf({ resourceArn, tags: [] })).toEqual([['shop/checkout']]);
  expect(resourcesOf({})).toEqual([]);
  const stub = EcrRepository.liveEvents?.stub(['shop/checkout'], call.account, region);
  expect(stub?.properties).toEqual({
    RepositoryArn: resourceArn,
    RepositoryName: 'shop/checkout',
  });
});
