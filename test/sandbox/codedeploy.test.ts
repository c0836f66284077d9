import {
  BatchGetApplicationsCommand,
  CodeDeployClient,
  ListApplicationsCommand,
  ListTagsForResourceCommand,
  paginateListApplications,
} from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  application,
  applicationArn,
  applicationName,
  applicationTags,
} from '../../src/sandbox/estate/deploy-applications.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  assume,
  bare,
  failureOf,
  memberOf,
  readAll,
  settings,
  SMALL,
  smallSandbox,
} from './clients.ts';

const region = 'eu-west-1';
const COUNT = 120;
let sandbox: Sandbox;
let accountId: string;
let codedeploy: CodeDeployClient;
let names: readonly string[];

beforeAll(async () => {
  sandbox = await smallSandbox({ estate: { ...SMALL, deployApplications: 2 * COUNT } });
  accountId = memberOf(sandbox);
  const keys = await assume(sandbox, accountId);
  codedeploy = new CodeDeployClient(settings(sandbox, region, keys));
  names = Array.from({ length: COUNT }, (_, index) => applicationName(index));
});
afterAll(() => sandbox.close());

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
    expect(byName.get(name)).toEqual(application(sandbox.estate, accountId, region, index));
  }
  expect(byName.size).toBe(20);
  expect(applicationsInfo[0]?.applicationName).not.toBe(asked[0]);
});

test('gives the tags of an application', async () => {
  for (const index of names.slice(0, 20).keys()) {
    const ResourceArn = applicationArn(accountId, region, index);

    const { Tags } = await codedeploy.send(new ListTagsForResourceCommand({ ResourceArn }));

    expect(Tags).toEqual(applicationTags(sandbox.estate, accountId, region, index));
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
