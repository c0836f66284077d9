import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codebuild/build-run.example.ts';
import { CodeBuildBuildRun } from '../../src/core/exporters/codebuild/build-run.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { build, buildArn, buildId } from '../../src/sandbox/estate/builds.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import {
  expectWhole,
  type KindOfEstate,
  KindWorld,
  type KindWorldOptions,
  REGION,
} from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const BUILDS: KindOfEstate = {
  kind: 'AWS::CodeBuild::BuildRun',
  counted: 'AWS::CodeBuild::BuildRun',
  propertiesOf: (...place) => inPascalCase(build(...place)),
};
const PROJECTS = 5;

function open(builds: number, options: KindWorldOptions = {}): Promise<KindWorld> {
  return KindWorld.open(BUILDS, builds, {
    estate: { 'AWS::CodeBuild::Project': PROJECTS },
    ...options,
  });
}

function since(since: string, maxPerParent = 1_000) {
  return { selector: { window: { since, maxPerParent } } };
}

test('every build comes out with its own attributes, a hundred for each call', async () => {
  await using world = await open(250);

  const result = await world.read(since('365d'));

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({
    'codebuild:ListBuilds': 6,
    'codebuild:BatchGetBuilds': 6,
  });
});

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

  expect(ledger.kinds.find(({ kind }) => kind === BUILDS.kind)).toMatchObject({
    window: 'since 365d, at most 4 per parent',
    parentsCut: 2 * PROJECTS,
  });
  const newest = estate.accountIds.flatMap((account) => {
    const counts = new Map<string, number>();
    return Array.from({ length: 250 }, (_, index) => buildId(estate, account, REGION, index))
      .filter((id) => {
        const [name = ''] = id.split(':');
        counts.set(name, (counts.get(name) ?? 0) + 1);
        return (counts.get(name) ?? 0) <= 4;
      })
      .map((id) => buildArn(account, REGION, id));
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

test('a single fetch of a build that CodeBuild does not know is not found', async () => {
  await using served = await serve({
    ...example,
    replies: { 'codebuild:BatchGetBuilds': { builds: [], buildsNotFound: example.identifiers } },
  });

  const single = CodeBuildBuildRun.exporter.getResource(example.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});

test('CloudTrail names builds in its answers, by identifier or by ARN', () => {
  const changed = (parameters: object, answer?: object) =>
    changedBy(CodeBuildBuildRun, parameters, answer);
  const { Id, Arn } = example.properties;

  expect(changed({ projectName: 'checkout' }, { build: { id: Id } })).toEqual([[Id]]);
  expect(changed({ id: Arn })).toEqual([[Id]]);
  expect(changed({ ids: [Arn, 'other:1'] })).toEqual([[Id], ['other:1']]);
  expect(changed({ projectName: 'checkout' })).toEqual([]);
  expect(stubOf(CodeBuildBuildRun, Id)).toEqual({
    properties: { Id, Arn, ProjectName: 'checkout' },
  });
});
