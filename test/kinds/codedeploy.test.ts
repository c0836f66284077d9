import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codedeploy/application.example.ts';
import { CodeDeployApplication } from '../../src/core/exporters/codedeploy/application.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import {
  application,
  applicationName,
  applicationTags,
} from '../../src/sandbox/estate/deploy-applications.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const APPLICATIONS: KindOfEstate = {
  kind: 'AWS::CodeDeploy::Application',
  counted: 'AWS::CodeDeploy::Application',
  propertiesOf: (...place) => ({
    ...inPascalCase(application(...place)),
    Tags: applicationTags(...place),
  }),
};

test('every application comes out with its own attributes and tags', async () => {
  await using world = await KindWorld.open(APPLICATIONS, 110);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({
    'codedeploy:ListApplications': 4,
    'codedeploy:BatchGetApplications': 4,
    'codedeploy:ListTagsForResource': 220,
  });
});

test('applications that vanished meanwhile cost themselves alone, though they fail the batch', async () => {
  await using world = await KindWorld.open(APPLICATIONS, 110);
  const { account } = world;
  const gone = [3, 101, 102];
  world.sandbox.setFaults(
    gone.map((index) => ({ type: 'gone', account, resource: applicationName(index) })),
  );

  const result = await world.read();

  const left = world.items((owner, index) => owner === account && gone.includes(index));
  expectWhole(result, left);
});

test('an application left out of an answer lacks its details, and nobody takes its place', async () => {
  await using world = await KindWorld.open(APPLICATIONS, 30);
  const { account, estate } = world;
  world.sandbox.setFaults([{ type: 'omit', account, resource: applicationName(17) }]);

  const { resources, gaps } = await world.read();

  const all = new Set(world.items());
  const others = resources.filter((resource) => !all.has(canonical(resource)));
  expect(resources).toHaveLength(60);
  expect(gaps).toMatchObject([
    { identifier: applicationName(17), failure: { code: 'MissingAnswer' } },
  ]);
  expect(others.map(({ Properties }) => Properties)).toEqual([
    { ApplicationName: applicationName(17), Tags: applicationTags(estate, account, REGION, 17) },
  ]);
});

test('a single fetch asks for the details once; an answer without the application does not say that there is none', async () => {
  await using found = await serve(example);
  await using empty = await serve({
    ...example,
    replies: { ...example.replies, 'codedeploy:BatchGetApplications': { applicationsInfo: [] } },
  });
  const { exporter } = CodeDeployApplication;

  const { resources } = await exporter.getResource(example.identifiers, found.request([]));
  const missing = exporter.getResource(example.identifiers, empty.request([]));

  await expect(missing).rejects.toThrow(ResourceNotReadError);
  expect(resources[0]?.Properties).toEqual(example.properties);
  expect(found.sandbox.calls()).toMatchObject({ 'codedeploy:BatchGetApplications': 1 });
});

test('CloudTrail names applications by name or by ARN', () => {
  const changed = (parameters: object) => changedBy(CodeDeployApplication, parameters);
  const arn = `arn:aws:codedeploy:${REGION}:111122223333:application:checkout`;
  const group = `${arn.replace('application', 'deploymentgroup')}/web`;

  expect(changed({ applicationName: 'checkout' })).toEqual([['checkout']]);
  expect(changed({ applicationName: 'old', newApplicationName: 'new' })).toEqual([['new']]);
  expect(changed({ resourceArn: arn })).toEqual([['checkout']]);
  expect(changed({ resourceArn: group })).toEqual([]);
  expect(stubOf(CodeDeployApplication, 'checkout')).toEqual({
    properties: { ApplicationName: 'checkout' },
  });
});
