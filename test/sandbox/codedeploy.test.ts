import {
  BatchGetApplicationsCommand,
  CodeDeployClient,
  ListApplicationsCommand,
  ListTagsForResourceCommand,
  paginateListApplications,
} from '@aws-sdk/client-codedeploy';
import { expect, test } from '@jest/globals';
import {
  application,
  applicationArn,
  applicationName,
  applicationTags,
} from '../../src/sandbox/estate/deploy-applications.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 120;
const { accountId, region, settings, at } = await openScope({
  'AWS::CodeDeploy::Application': COUNT,
});
const codedeploy = new CodeDeployClient(settings);
const names = Array.from({ length: COUNT }, (_, index) => applicationName(index));

test('lists every application, a hundred at a time', async () => {
  const { items, pageCount } = await readAll(
    paginateListApplications({ client: codedeploy }, {}),
    (page) => page.applications,
  );

  expect(items).toEqual(names);
  expect(pageCount).toBe(2);
});

test('describes applications in an order of its own', async () => {
  const asked = names.slice(0, 20);

  const { applicationsInfo = [] } = await codedeploy.send(
    new BatchGetApplicationsCommand({ applicationNames: [...asked] }),
  );

  const byName = new Map(applicationsInfo.map((found) => [found.applicationName, bare(found)]));
  for (const [index, name] of asked.entries()) {
    expect(byName.get(name)).toEqual(application(...at(index)));
  }
  expect(byName.size).toBe(20);
  expect(applicationsInfo[0]?.applicationName).not.toBe(asked[0]);
});

test('gives the tags of an application', async () => {
  for (const index of names.slice(0, 20).keys()) {
    const ResourceArn = applicationArn(accountId, region, index);

    const { Tags } = await codedeploy.send(new ListTagsForResourceCommand({ ResourceArn }));

    expect(Tags).toEqual(applicationTags(...at(index)));
  }
});

test('fails for one name that is not there, for too many, for none and for a foreign token', async () => {
  const batch = (applicationNames: string[]) =>
    failureOf(codedeploy.send(new BatchGetApplicationsCommand({ applicationNames })));
  const ResourceArn = applicationArn(accountId, region, 999);

  const missing = await batch([...names.slice(0, 3), 'application-999']);
  const many = await batch([...names]);
  const none = await batch([]);
  const tags = await failureOf(codedeploy.send(new ListTagsForResourceCommand({ ResourceArn })));
  const name = await failureOf(
    codedeploy.send(new ListTagsForResourceCommand({ ResourceArn: names[0] })),
  );
  const forged = await failureOf(codedeploy.send(new ListApplicationsCommand({ nextToken: 'x' })));

  expect(missing).toMatchObject({ name: 'ApplicationDoesNotExistException', status: 400 });
  expect(many.name).toBe('BatchLimitExceededException');
  expect(none.name).toBe('ApplicationNameRequiredException');
  expect(tags.name).toBe('ApplicationDoesNotExistException');
  expect(name.name).toBe('InvalidArnException');
  expect(forged.name).toBe('InvalidNextTokenException');
});
