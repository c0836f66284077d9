import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codedeploy/deployment.example.ts';
import { CodeDeployDeployment } from '../../src/core/exporters/codedeploy/deployment.ts';
import { deployment, deploymentId } from '../../src/sandbox/estate/deployments.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeDeploy::Deployment';
const REGION = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'deployments',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  deployApplications: 6,
  deployments: 250,
};

function reading(since: string, maxPerParent: number) {
  const selector = { window: { since, maxPerParent } };
  return { kinds: [KIND], everything: true, retry: { maxAttempts: 2 }, selector } as const;
}

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'deployments', (...place) =>
    inPascalCase(deployment(estate, ...place)),
  );
}

test('every deployment comes out with its own attributes, 25 for each call', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, reading('365d', 1_000));

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'codedeploy:ListDeployments': 6,
    'codedeploy:BatchGetDeployments': 20,
  });
  expect(sandbox.calls()).not.toHaveProperty('codedeploy:GetDeployment');
});

test('nothing before the window is given, and CodeDeploy is not asked for it', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps } = await readEstate(sandbox, reading('30d', 1_000));

  const oldest = Date.now() - 30 * 86_400_000;
  const times = resources.map(({ Properties }) => Date.parse(String(Properties['CreateTime'])));
  expect(gaps).toEqual([]);
  expect(Math.min(...times)).toBeGreaterThan(oldest - 60_000);
  expect(resources.length).toBeGreaterThanOrEqual(2 * 57);
  expect(resources.length).toBeLessThanOrEqual(2 * 60);
  expect(sandbox.calls()).toMatchObject({ 'codedeploy:ListDeployments': 2 });
});

/** The newest deployments of each group, of one account: number 0 is the newest. */
function newestOfEachGroup(estate: Estate, account: string, most: number): readonly string[] {
  const counts = new Map<string, number>();
  return Array.from({ length: ESTATE.deployments ?? 0 }, (_, index) => index).flatMap((index) => {
    const group = deployment(estate, account, REGION, index).applicationName ?? '';
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= most ? deploymentId(estate, account, REGION, index) : [];
  });
}

test('of each deployment group no more come than asked for, the newest of them', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const { estate } = sandbox;

  const { resources, ledger } = await readEstate(sandbox, reading('365d', 12));

  const newest = estate.accountIds.flatMap((account) => newestOfEachGroup(estate, account, 12));
  const ids = resources.map(({ Properties }) => Properties['DeploymentId']);
  expect(newest).toHaveLength(2 * 6 * 12);
  expect(ids.sort()).toEqual(newest.sort());
  expect(ledger.kinds.find(({ kind }) => kind === KIND)).toMatchObject({ parentsCut: 2 * 6 });
  // The look that tells the groups is the one that gives the details.
  expect(sandbox.calls()).toMatchObject({
    'codedeploy:ListDeployments': 6,
    'codedeploy:BatchGetDeployments': 20,
  });
});

test('the newest come in whatever order CodeDeploy lists them', async () => {
  await using sandbox = await startSandbox({
    estate: { ...ESTATE, accounts: 1 },
    replies: {
      'codedeploy:ListDeployments': (_, { estate, accountId }) => ({
        deployments: Array.from({ length: 250 }, (_, index) =>
          deploymentId(estate, accountId, REGION, (index * 77) % 250),
        ),
      }),
    },
  });
  const { estate, managementAccountId } = sandbox;

  const { resources } = await readEstate(sandbox, reading('365d', 12));

  const ids = resources.map(({ Properties }) => Properties['DeploymentId']);
  expect(ids.sort()).toEqual([...newestOfEachGroup(estate, managementAccountId, 12)].sort());
});

test('where no group can have more than asked for, the groups are not asked for', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { ledger } = await readEstate(sandbox, reading('365d', 250));

  expect(ledger.kinds.find(({ kind }) => kind === KIND)).not.toHaveProperty('parentsCut');
  expect(sandbox.calls()).toMatchObject({ 'codedeploy:BatchGetDeployments': 20 });
});

test('where the groups cannot be told, nothing is concluded', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  sandbox.setFaults([{ type: 'deny', operation: 'BatchGetDeployments' }]);

  const { resources, notComplete } = await readEstate(sandbox, reading('365d', 12));

  expect(resources).toEqual([]);
  expect(notComplete().map(({ outcome }) => outcome)).toEqual(['denied', 'denied']);
  expect(notComplete()[0]?.error?.remedy).toMatch(/codedeploy:BatchGetDeployments/);
});

test('a deployment that vanished meanwhile costs itself alone', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const [account = ''] = sandbox.estate.accountIds;
  const id = deploymentId(sandbox.estate, account, REGION, 117);
  sandbox.setFaults([{ type: 'gone', account, resource: id }]);

  const { resources, gaps } = await readEstate(sandbox, reading('365d', 1_000));

  const left = expected(sandbox.estate).filter((item) => !item.includes(`"${id}"`));
  expect(left).toHaveLength(499);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
  expect(sandbox.calls()).toMatchObject({ 'codedeploy:GetDeployment': 1 });
});

test('a deployment left out of an answer is asked for by itself', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, deployments: 40 } });
  const [account = ''] = sandbox.estate.accountIds;
  const id = deploymentId(sandbox.estate, account, REGION, 17);
  sandbox.setFaults([{ type: 'omit', account, resource: id }]);

  const { resources, gaps } = await readEstate(sandbox, reading('365d', 1_000));

  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
});

test('a denied action leaves gaps and loses no deployment', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, deployments: 40 } });
  sandbox.setFaults([{ type: 'deny', operation: 'BatchGetDeployments' }]);

  const { resources, gaps } = await readEstate(sandbox, reading('365d', 1_000));

  expect(resources).toHaveLength(80);
  expect(gaps).toHaveLength(80);
  expect(gaps[0]).toMatchObject({ action: 'GetDeploymentAction', failure: { class: 'denied' } });
});

test('CloudTrail names a new deployment in the answer, others in the request', () => {
  const { liveEvents } = CodeDeployDeployment;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const [deploymentId] = example.identifiers;
  const changed = (requestParameters: object, responseElements: object) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters: { ...requestParameters },
      responseElements: { ...responseElements },
    });

  expect(changed({ applicationName: 'checkout' }, { deploymentId })).toEqual([[deploymentId]]);
  expect(changed({ deploymentId }, { status: 'Pending' })).toEqual([[deploymentId]]);
  expect(changed({}, {})).toEqual([]);
});
