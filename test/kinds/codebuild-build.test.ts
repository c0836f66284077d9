import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codebuild/build-run.example.ts';
import { CodeBuildBuildRun } from '../../src/core/exporters/codebuild/build-run.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { build, buildArn, buildId } from '../../src/sandbox/estate/builds.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeBuild::BuildRun';
const REGION = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'builds',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  buildProjects: 5,
  builds: 250,
};

function reading(since: string, maxPerParent: number) {
  const retry = { maxAttempts: 2 };
  return {
    kinds: [KIND],
    everything: true,
    retry,
    selector: { window: { since, maxPerParent } },
  } as const;
}

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'builds', (...place) => inPascalCase(build(estate, ...place)));
}

test('every build comes out with its own attributes, a hundred for each call', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, reading('365d', 1_000));

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'codebuild:ListBuilds': 6,
    'codebuild:BatchGetBuilds': 6,
  });
});

test('nothing before the window is given, and the list is read no further', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, builds: 500 } });

  const { resources, gaps } = await readEstate(sandbox, reading('30d', 1_000));

  const oldest = Date.now() - 30 * 86_400_000;
  const starts = resources.map(({ Properties }) => Date.parse(String(Properties['StartTime'])));
  expect(gaps).toEqual([]);
  expect(Math.min(...starts)).toBeGreaterThan(oldest - 60_000);
  expect(resources.length).toBeGreaterThanOrEqual(2 * 57);
  expect(resources.length).toBeLessThanOrEqual(2 * 60);
  expect(sandbox.calls()).toMatchObject({ 'codebuild:ListBuilds': 4 });
});

test('of each project come its newest builds, and no more than asked for', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE, maxPageSize: 7 });
  const { estate } = sandbox;

  const { resources, ledger } = await readEstate(sandbox, reading('365d', 4));

  expect(ledger.kinds.find(({ kind }) => kind === KIND)).toMatchObject({
    window: 'since 365d, at most 4 per parent',
    parentsCut: 2 * 5,
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
  expect(newest).toHaveLength(2 * 5 * 4);
  expect(resources.map(({ Properties }) => Properties['Arn']).sort()).toEqual(newest.sort());
});

test('a build that vanished meanwhile costs itself alone', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const [account = ''] = sandbox.estate.accountIds;
  const id = buildId(sandbox.estate, account, REGION, 117);
  sandbox.setFaults([{ type: 'gone', account, resource: id }]);

  const { resources, gaps } = await readEstate(sandbox, reading('365d', 1_000));

  const left = expected(sandbox.estate).filter((item) => !item.includes(`"${id}"`));
  expect(left).toHaveLength(499);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
});

test('a denied action leaves gaps, loses no build, and the number for each project holds', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, builds: 300 } });
  sandbox.setFaults([{ type: 'deny', operation: 'BatchGetBuilds' }]);

  const all = await readEstate(sandbox, reading('365d', 1_000));
  const few = await readEstate(sandbox, reading('365d', 4));

  expect(all.resources).toHaveLength(600);
  expect(all.gaps).toHaveLength(600);
  expect(all.gaps[0]).toMatchObject({
    action: 'GetBuildDetailsAction',
    permissions: ['codebuild:BatchGetBuilds'],
  });
  expect(few.resources).toHaveLength(2 * 5 * 4);
});

test('a list that is not in the order of time is read to its end', async () => {
  const day = 86_400_000;
  const ages = [200, 100, 300, 1];
  const builds = ages.map((age, index) => ({
    id: `checkout:${index}`,
    startTime: new Date(Date.now() - age * day),
  }));
  let page = 0;
  await using sandbox = await startSandbox({
    estate: { seed: 'one', accounts: 1, regions: [REGION] },
    replies: {
      'codebuild:ListBuilds': () => {
        page += 1;
        const ids = builds.slice(page === 1 ? 0 : 3, page === 1 ? 3 : 4).map(({ id }) => id);
        return { ids, ...(page === 1 && { nextToken: 'more' }) };
      },
      'codebuild:BatchGetBuilds': () => ({ builds, buildsNotFound: [] }),
    },
  });

  const { resources } = await readEstate(sandbox, reading('90d', 100));

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
  const { liveEvents } = CodeBuildBuildRun;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const { Id, Arn } = example.properties;
  const changed = (
    requestParameters: Record<string, unknown>,
    responseElements: Record<string, unknown> = {},
  ) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters,
      responseElements,
    });

  expect(changed({ projectName: 'checkout' }, { build: { id: Id } })).toEqual([[Id]]);
  expect(changed({ id: Arn })).toEqual([[Id]]);
  expect(changed({ ids: [Arn, 'other:1'] })).toEqual([[Id], ['other:1']]);
  expect(changed({ projectName: 'checkout' })).toEqual([]);
  expect(liveEvents?.stub([Id], account, REGION)).toEqual({
    properties: { Id, Arn, ProjectName: 'checkout' },
  });
});
