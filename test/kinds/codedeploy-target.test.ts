import { expect, test } from '@jest/globals';
import { CodeDeployDeploymentTarget } from '../../src/core/exporters/codedeploy/deployment-target.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { Estate } from '../../src/sandbox/estate/estate.ts';
import { deployment, deploymentAt } from '../../src/sandbox/kinds/codedeploy/deployment.ts';
import { deploymentTarget } from '../../src/sandbox/kinds/codedeploy/deployment-target.ts';
import type { Place } from '../../src/sandbox/simulation/place.ts';
import { placesIn } from '../../src/sandbox/simulation/simulated-kind.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openScopes, readAll } from '../conformance/harness.ts';
import { itemsOfEstate, workedExample } from '../conformance/worked-example.ts';
import { ESTATE, expectWhole, REGION } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeDeploy::DeploymentTarget';
const WITH_DEPLOYMENTS = withLargeDeployment();

/** An estate whose first account has a deployment of more than 30 targets. */
function withLargeDeployment() {
  for (let n = 0; n < 100; n += 1) {
    const options = {
      ...ESTATE,
      seed: `deployment targets ${n}`,
      'AWS::CodeDeploy::Application': 6,
      'AWS::CodeDeploy::Deployment': 80,
    };
    const estate = new Estate(options);
    const [account = ''] = estate.accountIds;
    if (deploymentAt(largest(estate, account)).targets > 30) return options;
  }
  throw new Error('no estate has a deployment of more than 30 targets');
}

function reading(since: string, maxPerParent = 1_000) {
  const selector = { window: { since, maxPerParent } };
  return { kinds: [KIND], everything: true, selector } as const;
}

/** An account's deployments, newest first. */
function deployments(estate: Estate, accountId: string): readonly Place[] {
  return [...placesIn(deployment, { estate, accountId, region: REGION })];
}

/** The deployment of most targets. */
function largest(estate: Estate, account: string): Place {
  const [first, ...others] = deployments(estate, account);
  if (first === undefined) throw new Error('no deployment');
  return others.reduce(
    (one, other) => (deploymentAt(other).targets > deploymentAt(one).targets ? other : one),
    first,
  );
}

test('targets are listed deployment by deployment; one that has not started has none', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });

  const result = await readEstate(sandbox, reading('365d'));

  expectWhole(result, itemsOfEstate(deploymentTarget, sandbox.estate));
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
  expect(parents.size).toBe(deployments.length - 2); // one of each account has not started
});

test('targets are read for the deployments that are emitted: the newest of each group', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  const both = ['AWS::CodeDeploy::Deployment', KIND] as const;

  const { of } = await readEstate(sandbox, { ...reading('365d', 3), kinds: both });

  const idsOf = (kind: (typeof both)[number]) =>
    new Set(of(kind).map(({ Properties }) => Properties['DeploymentId']));
  const deployments = idsOf('AWS::CodeDeploy::Deployment');
  expect(deployments.size).toBe(2 * 6 * 3);
  expect(idsOf(KIND).size).toBe(deployments.size - 2); // one of each account has not started
  expect([...deployments]).toEqual(expect.arrayContaining([...idsOf(KIND)]));
  expect(sandbox.calls()).toMatchObject({
    'codedeploy:ListDeployments': 2,
    'codedeploy:BatchGetDeployments': 8,
  });
});

test('of one deployment come no more targets than asked for, page by page', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS, maxPageSize: 7 });
  const [account = ''] = sandbox.estate.accountIds;
  const { deploymentId, targets } = deploymentAt(largest(sandbox.estate, account));

  const { resources } = await readEstate(sandbox, reading('365d', 30));

  const read = resources.filter(({ Properties }) => Properties['DeploymentId'] === deploymentId);
  expect(targets).toBeGreaterThan(30);
  expect(read).toHaveLength(30);
});

test('targets and deployments that vanished meanwhile cost themselves alone', async () => {
  await using sandbox = await startSandbox({ estate: WITH_DEPLOYMENTS });
  const { estate } = sandbox;
  const [account = ''] = estate.accountIds;
  const parent = largest(estate, account);
  const third = deploymentTarget.at(parent.below(KIND, 2)).names['targetId'];
  const other = parent.beside('AWS::CodeDeploy::Deployment', parent.n === 3 ? 4 : 3);
  const lost = [`${deploymentAt(parent).deploymentId}/${third}`, deploymentAt(other).deploymentId];
  sandbox.setFaults(lost.map((resource) => ({ type: 'gone', account, resource })));

  const result = await readEstate(sandbox, reading('365d'));

  const left = itemsOfEstate(
    deploymentTarget,
    estate,
    (place) =>
      place.accountId !== account ||
      (place.parent.n !== other.n && (place.parent.n !== parent.n || place.n !== 2)),
  );
  expectWhole(result, left);
});

test('a token that repeats is an error, not a list that never ends', async () => {
  await using sandbox = await startSandbox({
    estate: WITH_DEPLOYMENTS,
    replies: {
      'codedeploy:ListDeploymentTargets': () => ({ targetIds: [], nextToken: 'again' }),
    },
  });
  using scopes = openScopes(sandbox, { accountId: sandbox.managementAccountId, region: REGION });

  const reading = readAll(CodeDeployDeploymentTarget, scopes.request([]));

  await expect(reading).rejects.toThrow('the same page token twice');
});

test('a single fetch of a target that CodeDeploy does not know is not found', async () => {
  const { identifiers, serve } = workedExample(deploymentTarget);
  await using served = await serve();
  const [deploymentId = ''] = identifiers;

  const single = CodeDeployDeploymentTarget.exporter.getResource(
    [deploymentId, 'another'],
    served.request([]),
  );

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});
