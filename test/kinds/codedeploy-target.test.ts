import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codedeploy/deployment-target.example.ts';
import { CodeDeployDeploymentTarget } from '../../src/core/exporters/codedeploy/deployment-target.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { deploymentId, target, targetIds } from '../../src/sandbox/estate/deployments.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAll, serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { ESTATE, expectWhole, itemsOf, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeDeploy::DeploymentTarget';
const WITH_DEPLOYMENTS = {
  ...ESTATE,
  seed: 'deployment targets',
  'AWS::CodeDeploy::Application': 6,
  'AWS::CodeDeploy::Deployment': 80,
};

function reading(since: string, maxPerParent = 1_000) {
  const selector = { window: { since, maxPerParent } };
  return { kinds: [KIND], everything: true, selector } as const;
}

function expected(estate: Estate): readonly string[] {
  const items: string[] = [];
  for (const account of estate.accountIds) {
    for (
      let index = 0;
      index < estate.countOf('AWS::CodeDeploy::Deployment', account, REGION);
      index += 1
    ) {
      for (const TargetId of targetIds(estate, account, REGION, index)) {
        const item = {
          Type: KIND,
          Properties: {
            DeploymentId: deploymentId(estate, account, REGION, index),
            TargetId,
            ...inPascalCase(target(estate, account, REGION, index, TargetId)),
          },
          __ExtraContext: { AccountId: account, Region: REGION },
        };
        items.push(canonical(item));
      }
    }
  }
  return items.sort();
}

/** A deployment of many targets. */
function largest(estate: Estate, account: string): number {
  const counts = Array.from(
    { length: 80 },
    (_, index) => targetIds(estate, account, REGION, index).length,
  );
  return counts.indexOf(Math.max(...counts));
}

test('every target comes out with its own attributes; a deployment that has not started has none', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });

  const result = await readEstate(sandbox, reading('365d'));

  const all = expected(sandbox.estate);
  expect(all.length).toBeGreaterThan(250);
  expectWhole(result, all);
  expect(sandbox.calls()).toMatchObject({
    'codedeploy:ListDeployments': 2,
    'codedeploy:ListDeploymentTargets': 160,
  });
});

test('the list of deployments is asked for once for both kinds that need it', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  const both = ['AWS::CodeDeploy::Deployment', KIND] as const;

  const { of } = await readEstate(sandbox, { ...reading('20d'), kinds: both });

  const deployments = of('AWS::CodeDeploy::Deployment').map(
    ({ Properties }) => Properties['DeploymentId'],
  );
  const parents = new Set(of(KIND).map(({ Properties }) => Properties['DeploymentId']));
  expect(sandbox.calls()).toMatchObject({ 'codedeploy:ListDeployments': 2 });
  expect(deployments.length).toBeLessThanOrEqual(2 * 40);
  expect(parents.size).toBe(deployments.length - 2); // the newest of each account has not started
});

test('targets come of the same deployments as the deployments themselves: the newest of each group', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  const both = ['AWS::CodeDeploy::Deployment', KIND] as const;

  const { of } = await readEstate(sandbox, { ...reading('365d', 3), kinds: both });

  const idsOf = (kind: (typeof both)[number]) =>
    new Set(of(kind).map(({ Properties }) => Properties['DeploymentId']));
  const deployments = idsOf('AWS::CodeDeploy::Deployment');
  expect(deployments.size).toBe(2 * 6 * 3);
  expect(idsOf(KIND).size).toBe(deployments.size - 2); // the newest of each account has not started
  expect([...deployments]).toEqual(expect.arrayContaining([...idsOf(KIND)]));
  expect(sandbox.calls()).toMatchObject({
    'codedeploy:ListDeployments': 2,
    'codedeploy:BatchGetDeployments': 8,
  });
});

test('of one deployment come no more targets than asked for, page by page', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS, maxPageSize: 7 });
  const [account = ''] = sandbox.estate.accountIds;
  const id = deploymentId(sandbox.estate, account, REGION, largest(sandbox.estate, account));

  const { resources } = await readEstate(sandbox, reading('365d', 30));

  expect(resources.filter(({ Properties }) => Properties['DeploymentId'] === id)).toHaveLength(
    Math.min(
      30,
      targetIds(sandbox.estate, account, REGION, largest(sandbox.estate, account)).length,
    ),
  );
});

test('targets and deployments that vanished meanwhile cost themselves alone', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  const [account = ''] = sandbox.estate.accountIds;
  const index = largest(sandbox.estate, account);
  const id = deploymentId(sandbox.estate, account, REGION, index);
  const [, , third = ''] = targetIds(sandbox.estate, account, REGION, index);
  const other = deploymentId(sandbox.estate, account, REGION, index === 3 ? 4 : 3);
  sandbox.setFaults(
    [`${id}/${third}`, other].map((resource) => ({ type: 'gone', account, resource })),
  );

  const result = await readEstate(sandbox, reading('365d'));

  const all = expected(sandbox.estate);
  const left = all.filter((item) => !item.includes(`"${other}"`) && !item.includes(`"${third}"`));
  expect(left.length).toBeLessThanOrEqual(all.length - 2);
  expectWhole(result, left);
});

test('a deployment whose targets may not be listed costs its own, and leaves the scope incomplete', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  const [account = ''] = sandbox.estate.accountIds;
  const resource = deploymentId(sandbox.estate, account, REGION, 9);
  sandbox.setFaults([{ type: 'deny', account, operation: 'ListDeploymentTargets', resource }]);

  const result = await readEstate(sandbox, reading('365d'));

  const left = expected(sandbox.estate).filter((item) => !item.includes(`"${resource}"`));
  expect(itemsOf(result)).toEqual(left);
  expect(result.notComplete().map(({ outcome }) => outcome)).toEqual(['denied']);
});

test('a denied action leaves gaps and loses no target', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  sandbox.setFaults([{ type: 'deny', operation: 'BatchGetDeploymentTargets' }]);

  const { resources, gaps } = await readEstate(sandbox, reading('365d'));

  const all = expected(sandbox.estate).length;
  expect(resources).toHaveLength(all);
  expect(gaps).toHaveLength(all);
});

test('a token that repeats is an error, not a list that never ends', async () => {
  await using served = await serve({
    ...example,
    replies: {
      ...example.replies,
      'codedeploy:ListDeploymentTargets': { targetIds: [], nextToken: 'again' },
    },
  });
  const reading = readAll(CodeDeployDeploymentTarget, served.request([]));

  await expect(reading).rejects.toThrow('the same page token twice');
});

test('a single fetch of a target that CodeDeploy does not know is not found', async () => {
  await using sandbox = await serve(example);
  sandbox.sandbox.setFaults([
    {
      type: 'error',
      operation: 'BatchGetDeploymentTargets',
      code: 'DeploymentTargetDoesNotExistException',
      status: 400,
    },
  ]);

  const single = CodeDeployDeploymentTarget.exporter.getResource(
    example.identifiers,
    sandbox.request([]),
  );

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});
