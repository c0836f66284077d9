import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codedeploy/application.example.ts';
import { CodeDeployApplication } from '../../src/core/exporters/codedeploy/application.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import {
  application,
  applicationName,
  applicationTags,
} from '../../src/sandbox/estate/deploy-applications.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodeDeploy::Application';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const REGION = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'deploy applications',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  deployApplications: 250,
};

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'deployApplications', (...place) => ({
    ...inPascalCase(application(estate, ...place)),
    Tags: applicationTags(estate, ...place),
  }));
}

test('every application comes out with its own attributes and tags', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, READ);

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'codedeploy:ListApplications': 6,
    'codedeploy:BatchGetApplications': 6,
    'codedeploy:ListTagsForResource': 500,
  });
});

test('applications that vanished meanwhile cost themselves alone, though they fail the batch', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const [account = ''] = sandbox.estate.accountIds;
  const gone = [3, 117, 118].map(applicationName);
  sandbox.setFaults(gone.map((resource) => ({ type: 'gone', account, resource })));

  const { resources, gaps } = await readEstate(sandbox, READ);

  const ids = [3, 117, 118].map(
    (index) => application(sandbox.estate, account, REGION, index).applicationId,
  );
  const left = expected(sandbox.estate).filter(
    (item) => !ids.some((id) => item.includes(`"${id ?? ''}"`)),
  );
  expect(left).toHaveLength(497);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
});

test('an application left out of an answer lacks its details, and nobody takes its place', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, deployApplications: 30 } });
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'omit', account, resource: applicationName(17) }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  const all = new Set(expected(sandbox.estate));
  const others = resources.filter((resource) => !all.has(canonical(resource)));
  expect(resources).toHaveLength(60);
  expect(gaps).toMatchObject([
    { identifier: applicationName(17), failure: { code: 'MissingAnswer' } },
  ]);
  expect(others.map(({ Properties }) => Properties)).toEqual([
    {
      ApplicationName: applicationName(17),
      Tags: applicationTags(sandbox.estate, account, REGION, 17),
    },
  ]);
});

test('denied actions leave gaps and lose no application', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, deployApplications: 30 } });
  sandbox.setFaults(
    ['BatchGetApplications', 'ListTagsForResource'].map((operation) => ({
      type: 'deny',
      operation,
    })),
  );

  const { resources, gaps } = await readEstate(sandbox, READ);

  expect(resources).toHaveLength(60);
  expect(gaps).toHaveLength(120);
  expect(gaps.map(({ permissions }) => permissions)).toContainEqual([
    'codedeploy:ListTagsForResource',
  ]);
});

test('a single fetch asks for the details once; without an answer there is no application', async () => {
  await using found = await serve(example);
  await using empty = await serve({
    ...example,
    replies: { ...example.replies, 'codedeploy:BatchGetApplications': { applicationsInfo: [] } },
  });
  const { exporter } = CodeDeployApplication;

  const { resources } = await exporter.getResource(example.identifiers, found.request([]));
  const missing = exporter.getResource(example.identifiers, empty.request([]));

  await expect(missing).rejects.toThrow(ResourceNotFoundError);
  expect(resources[0]?.Properties).toEqual(example.properties);
  expect(found.sandbox.calls()).toMatchObject({ 'codedeploy:BatchGetApplications': 1 });
});

test('CloudTrail names applications by name or by ARN', () => {
  const { liveEvents } = CodeDeployApplication;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const arn = `arn:aws:codedeploy:${REGION}:111122223333:application:checkout`;
  const changed = (requestParameters: Record<string, unknown>) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters,
      responseElements: {},
    });

  expect(changed({ applicationName: 'checkout' })).toEqual([['checkout']]);
  expect(changed({ applicationName: 'old', newApplicationName: 'new' })).toEqual([['new']]);
  expect(changed({ resourceArn: arn })).toEqual([['checkout']]);
  expect(changed({ resourceArn: `${arn.replace('application', 'deploymentgroup')}/web` })).toEqual(
    [],
  );
  expect(liveEvents?.stub(['checkout'], account, REGION)).toEqual({
    properties: { ApplicationName: 'checkout' },
  });
});
