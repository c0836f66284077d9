import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codebuild/project.example.ts';
import { CodeBuildProject } from '../../src/core/exporters/codebuild/project.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { project, projectName } from '../../src/sandbox/estate/build-projects.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeBuild::Project';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const REGION = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'build projects',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  buildProjects: 250,
};

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'buildProjects', (...place) =>
    inPascalCase(project(estate, ...place)),
  );
}

test('every project comes out with its own attributes, a hundred for each call', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, READ);

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'codebuild:ListProjects': 6,
    'codebuild:BatchGetProjects': 6,
  });
});

test('a project that vanished meanwhile costs itself alone', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'gone', account, resource: projectName(117) }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  const gone = `"arn:aws:codebuild:${REGION}:${account}:project/${projectName(117)}"`;
  const left = expected(sandbox.estate).filter((item) => !item.includes(gone));
  expect(left).toHaveLength(499);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
});

test('a project left out of an answer keeps its identity, and no other is in its place', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'omit', account, resource: projectName(117) }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  const all = new Set(expected(sandbox.estate));
  const others = resources.filter((resource) => !all.has(canonical(resource)));
  expect(resources).toHaveLength(500);
  expect(gaps).toMatchObject([
    { identifier: projectName(117), failure: { code: 'MissingAnswer' } },
  ]);
  expect(others.map(({ Properties }) => Properties)).toEqual([
    { Name: projectName(117), Arn: `arn:aws:codebuild:${REGION}:${account}:project/build-117` },
  ]);
});

test('a denied action leaves gaps and loses no project', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  sandbox.setFaults([{ type: 'deny', operation: 'BatchGetProjects' }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  expect(resources).toHaveLength(500);
  expect(gaps).toHaveLength(500);
  expect(gaps[0]).toMatchObject({
    action: 'GetProjectDetailsAction',
    permissions: ['codebuild:BatchGetProjects'],
  });
});

test('a single fetch of a project that CodeBuild does not know is not found', async () => {
  await using served = await serve({
    ...example,
    replies: { 'codebuild:BatchGetProjects': { projects: [], projectsNotFound: ['checkout'] } },
  });

  const single = CodeBuildProject.exporter.getResource(example.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});

test('CloudTrail names projects by name or by ARN', () => {
  const { liveEvents } = CodeBuildProject;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const changed = (requestParameters: Record<string, unknown>) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters,
      responseElements: {},
    });

  expect(changed({ name: 'checkout' })).toEqual([['checkout']]);
  expect(changed({ projectName: 'checkout' })).toEqual([['checkout']]);
  expect(changed({ projectArn: example.properties.Arn })).toEqual([['checkout']]);
  expect(changed({})).toEqual([]);
  expect(liveEvents?.stub(['checkout'], account, REGION)).toEqual({
    properties: { Name: 'checkout', Arn: example.properties.Arn },
  });
});
