import { expect, test } from '@jest/globals';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import { deployment } from '../../src/sandbox/kinds/codedeploy/deployment.ts';
import { placesIn } from '../../src/sandbox/simulation/simulated-kind.ts';
import { expectWhole, KindWorld, type KindWorldOptions, REGION } from '../helpers/kind-world.ts';

const DEPLOYMENT = 'AWS::CodeDeploy::Deployment';
const COUNT = 250;

function open(deployments = COUNT, options: KindWorldOptions = {}): Promise<KindWorld> {
  const estate = { 'AWS::CodeDeploy::Application': 6, ...options.estate };
  return KindWorld.open(DEPLOYMENT, deployments, { ...options, estate });
}

function since(since: string, maxPerParent = 1_000) {
  return { selector: { window: { since, maxPerParent } } };
}

test('nothing before the window is given, and CodeDeploy is not asked for it', async () => {
  await using world = await open();

  const { resources, gaps } = await world.read(since('30d'));

  const oldest = Date.now() - 30 * 86_400_000;
  const times = resources.map(({ Properties }) => Date.parse(String(Properties['CreateTime'])));
  expect(gaps).toEqual([]);
  expect(Math.min(...times)).toBeGreaterThan(oldest - 60_000);
  expect(resources.length).toBeGreaterThanOrEqual(2 * 57);
  expect(resources.length).toBeLessThanOrEqual(2 * 60);
  expect(world.calls).toMatchObject({ 'codedeploy:ListDeployments': 2 });
});

/** An account's deployments, newest first. */
function deployments(estate: Estate, accountId: string) {
  return [...placesIn(deployment, { estate, accountId, region: REGION })].map((place) => {
    const { names } = deployment.at(place);
    const [item] = deployment.at(place).items();
    return { id: names['deploymentId'] ?? '', properties: { ...item?.properties } };
  });
}

function deploymentId({ estate, account }: KindWorld, n: number): string {
  return deployments(estate, account)[n]?.id ?? '';
}

/** The newest deployments of each group, of one account: each application has one group. */
function newestOfEachGroup(estate: Estate, account: string, most: number): readonly string[] {
  const counts = new Map<unknown, number>();
  return deployments(estate, account).flatMap(({ id, properties }) => {
    const group: unknown = Reflect.get(properties, 'ApplicationName');
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= most ? id : [];
  });
}

test('of each deployment group no more come than asked for, the newest of them', async () => {
  await using world = await open();
  const { estate } = world;

  const { resources, ledger } = await world.read(since('365d', 12));

  const newest = estate.accountIds.flatMap((account) => newestOfEachGroup(estate, account, 12));
  const ids = resources.map(({ Properties }) => Properties['DeploymentId']);
  expect(newest).toHaveLength(2 * 6 * 12);
  expect(ids.sort()).toEqual(newest.sort());
  expect(ledger.kinds.find(({ kind }) => kind === DEPLOYMENT)).toMatchObject({
    parentsCut: 2 * 6,
  });
  // The look that tells the groups is the one that gives the details.
  expect(world.calls).toMatchObject({
    'codedeploy:ListDeployments': 6,
    'codedeploy:BatchGetDeployments': 20,
  });
});

test('the newest come in whatever order CodeDeploy lists them', async () => {
  await using world = await open(COUNT, {
    estate: { accounts: 1 },
    replies: {
      'codedeploy:ListDeployments': (_, { estate, accountId }) => ({
        deployments: deployments(estate, accountId).map(
          (_, index, all) => all[(index * 77) % all.length]?.id,
        ),
      }),
    },
  });
  const { estate, account } = world;

  const { resources } = await world.read(since('365d', 12));

  const ids = resources.map(({ Properties }) => Properties['DeploymentId']);
  expect(ids.sort()).toEqual([...newestOfEachGroup(estate, account, 12)].sort());
});

test('where no group can have more than asked for, the groups are not asked for', async () => {
  await using world = await open();

  const { ledger } = await world.read(since('365d', 250));

  expect(ledger.kinds.find(({ kind }) => kind === DEPLOYMENT)).not.toHaveProperty('parentsCut');
  expect(world.calls).toMatchObject({ 'codedeploy:BatchGetDeployments': 20 });
});

test('where the groups cannot be told, nothing is concluded', async () => {
  await using world = await open();
  world.sandbox.setFaults([{ type: 'deny', operation: 'BatchGetDeployments' }]);

  const { resources, notComplete } = await world.read(since('365d', 12));

  expect(resources).toEqual([]);
  expect(notComplete().map(({ outcome }) => outcome)).toEqual(['denied', 'denied']);
  expect(notComplete()[0]?.error?.remedy).toMatch(/codedeploy:BatchGetDeployments/);
});

test('a deployment that vanished meanwhile costs itself alone', async () => {
  await using world = await open();
  const { account } = world;
  const id = deploymentId(world, 117);
  world.sandbox.setFaults([{ type: 'gone', account, resource: id }]);

  const result = await world.read(since('365d'));

  const left = world.items((owner, index) => owner === account && index === 117);
  expectWhole(result, left);
  expect(world.calls).toMatchObject({ 'codedeploy:GetDeployment': 1 });
});

test('a deployment left out of an answer is asked for by itself', async () => {
  await using world = await open(40);
  const { account } = world;
  const id = deploymentId(world, 17);
  world.sandbox.setFaults([{ type: 'omit', account, resource: id }]);

  const result = await world.read(since('365d'));

  expectWhole(result, world.items());
});
