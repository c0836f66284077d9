import { expect, test } from '@jest/globals';
import { buildRun } from '../../src/sandbox/kinds/codebuild/build-run.ts';
import { placesIn } from '../../src/sandbox/simulation/simulated-kind.ts';
import { KindWorld, type KindWorldOptions, REGION } from '../helpers/kind-world.ts';

const KIND = 'AWS::CodeBuild::BuildRun';
const PROJECTS = 5;

function open(builds: number, options: KindWorldOptions = {}): Promise<KindWorld> {
  return KindWorld.open(KIND, builds, {
    estate: { 'AWS::CodeBuild::Project': PROJECTS },
    ...options,
  });
}

function since(since: string, maxPerParent = 1_000) {
  return { selector: { window: { since, maxPerParent } } };
}

test('nothing before the window is given, and the list is read no further', async () => {
  await using world = await open(500);

  const { resources, gaps } = await world.read(since('30d'));

  const oldest = Date.now() - 30 * 86_400_000;
  const starts = resources.map(({ Properties }) => Date.parse(String(Properties['StartTime'])));
  expect(gaps).toEqual([]);
  expect(Math.min(...starts)).toBeGreaterThan(oldest - 60_000);
  expect(resources.length).toBeGreaterThanOrEqual(2 * 57);
  expect(resources.length).toBeLessThanOrEqual(2 * 60);
  expect(world.calls).toMatchObject({ 'codebuild:ListBuilds': 4 });
});

test('of each project come its newest builds, and no more than asked for', async () => {
  await using world = await open(250, { maxPageSize: 7 });
  const { estate } = world;

  const { resources, ledger } = await world.read(since('365d', 4));

  expect(ledger.kinds.find(({ kind }) => kind === KIND)).toMatchObject({
    window: 'since 365d, at most 4 per parent',
    parentsCut: 2 * PROJECTS,
  });
  const newest = estate.accountIds.flatMap((accountId) => {
    const counts = new Map<string, number>();
    return [...placesIn(buildRun, { estate, accountId, region: REGION })].flatMap((place) => {
      const { id = '', arn = '' } = buildRun.at(place).names;
      const [project = ''] = id.split(':');
      const count = (counts.get(project) ?? 0) + 1;
      counts.set(project, count);
      return count <= 4 ? [arn] : [];
    });
  });
  expect(newest).toHaveLength(2 * PROJECTS * 4);
  expect(resources.map(({ Properties }) => Properties['Arn']).sort()).toEqual(newest.sort());
});

test('where builds may not be described, none is lost, and the number for each project holds', async () => {
  await using world = await open(300);
  world.sandbox.setFaults([{ type: 'deny', operation: 'BatchGetBuilds' }]);

  const all = await world.read(since('365d'));
  const few = await world.read(since('365d', 4));

  expect(all.resources).toHaveLength(600);
  expect(all.gaps).toHaveLength(600);
  expect(few.resources).toHaveLength(2 * PROJECTS * 4);
});

test('a list that is not in the order of time is read to its end', async () => {
  const day = 86_400_000;
  const ages = [200, 100, 300, 1];
  const builds = ages.map((age, index) => ({
    id: `checkout:${index}`,
    startTime: new Date(Date.now() - age * day),
  }));
  let page = 0;
  await using world = await open(0, {
    estate: { accounts: 1 },
    replies: {
      'codebuild:ListBuilds': () => {
        page += 1;
        const ids = builds.slice(page === 1 ? 0 : 3, page === 1 ? 3 : 4).map(({ id }) => id);
        return { ids, ...(page === 1 && { nextToken: 'more' }) };
      },
      'codebuild:BatchGetBuilds': () => ({ builds, buildsNotFound: [] }),
    },
  });

  const { resources } = await world.read(since('90d', 100));

  expect(resources.map(({ Properties }) => Properties['Id'])).toEqual(['checkout:3']);
});
