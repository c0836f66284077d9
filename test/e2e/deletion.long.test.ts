import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';

const ESTATE = { ...IN_USE, seed: 'deletion', accounts: 3, 'AWS::SQS::Queue': 12 } as const;

const ENTITY = `
    port:
      entity:
        mappings:
          identifier: .Properties.QueueArn
          title: .Properties.QueueName
          blueprint: '"sqsQueue"'
`;

describe('a catalog that is filled', () => {
  let world: CatalogWorld;
  let filled: readonly string[];

  beforeEach(async () => {
    world = await CatalogWorld.create({ estate: ESTATE });
    const { exitCode } = await world.sync();
    expect(exitCode).toBe(0);
    filled = world.entities;
    expect(filled).toEqual(await world.expected());
  });

  afterEach(() => world[Symbol.asyncDispose]());

  test('loses deleted resources of scopes that were read, and nothing else', async () => {
    world.setGone('AWS::SQS::Queue', 1);

    const { exitCode, stderr } = await world.sync();

    expect(exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
    expect(world.countOf('sqsQueue')).toBe(3 * 12 - 6);
    expect(stderr).toMatch(/"deleted":6,"failed":0,"withheld":\[\]/);
  });

  test('keeps everything of an account whose listings are denied', async () => {
    const [, denied = ''] = world.sandbox.estate.accountIds;
    world.setGone('AWS::SQS::Queue', 1);
    world.sandbox.setFaults([{ type: 'deny', account: denied }]);

    const { exitCode, stderr } = await world.sync();

    expect(exitCode).toBe(3);
    expect(world.countOf('sqsQueue')).toBe(3 * 12 - 4);
    expect(
      filled.filter((name) => name.includes(denied) && !world.entities.includes(name)),
    ).toEqual([]);
    expect(stderr).toContain('"reason":"account-not-read","entities":12');
    world.sandbox.setFaults([]);
    await world.sync();
    expect(world.entities).toEqual(await world.expected());
  });

  test('stays as it is when the organization cannot be read', async () => {
    const account = world.sandbox.managementAccountId;
    const before = world.port.catalog.entities('awsAccount').get(account);
    world.setGone('AWS::SQS::Queue', 3);
    world.sandbox.setFaults([{ type: 'deny', service: 'organizations' }]);

    const { exitCode } = await world.sync();

    const { title, properties } = world.port.catalog.entities('awsAccount').get(account) ?? {};
    expect({ title, properties }).toEqual({ title: before?.title, properties: before?.properties });

    expect(exitCode).not.toBe(0);
    const lost = filled.filter((name) => !world.entities.includes(name));
    const readable = world.sandbox.managementAccountId;
    expect(lost.filter((name) => !name.includes(readable))).toEqual([]);
  });

  test('stays as it is when no role can be assumed', async () => {
    world.sandbox.setFaults([{ type: 'deny', service: 'sts' }]);

    const { exitCode, stderr } = await world.sync();

    expect(exitCode).toBe(1);
    expect(stderr).toContain('fix:');
    expect(world.entities).toEqual(filled);
  });

  test.each([
    ['throws', '.Properties.QueueArn | error'],
    ['gives no truth value', '.Properties.QueueArn'],
    ['gives nothing', 'empty'],
  ])('stays as it is when a selector %s', async (_, query) => {
    const config = await world.file(
      'mapping.yml',
      `resources:\n  - kind: AWS::SQS::Queue\n    selector:\n      query: ${query}${ENTITY}`,
    );

    const { exitCode, stderr } = await world.sync(['--config', config]);

    expect(exitCode).toBe(3);
    expect(stderr).toContain('selector');
    expect(world.entities).toEqual(filled);
  });

  test('is not emptied by a selector that selects nothing: the threshold withholds it', async () => {
    const config = await world.file(
      'mapping.yml',
      `resources:\n  - kind: AWS::SQS::Queue\n    selector:\n      query: "false"${ENTITY}`,
    );

    const { exitCode, stderr } = await world.sync(['--config', config]);

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/threshold/i);
    expect(world.entities).toEqual(filled);
  });

  test('stays as it is with a mapping that is empty', async () => {
    const config = await world.file('mapping.yml', 'resources: []\n');

    const { exitCode } = await world.sync(['--config', config]);

    expect(exitCode).not.toBe(1);
    expect(world.entities).toEqual(filled);
  });

  test('stays as it is when an identifier cannot be made any more', async () => {
    const config = await world.file(
      'mapping.yml',
      `resources:\n  - kind: AWS::SQS::Queue\n    selector:\n      query: "true"${ENTITY.replace('.Properties.QueueArn', '.Properties.QueueArn[0]')}`,
    );

    await world.sync(['--config', config]);

    expect(world.entities).toEqual(filled);
  });

  test('keeps entities outside the accounts and regions of a limited run', async () => {
    world.setGone('AWS::SQS::Queue', 1);
    const [first = ''] = world.sandbox.estate.accountIds;

    const { exitCode } = await world.sync(['--accounts', first, '--regions', 'eu-west-1']);

    expect(exitCode).toBe(0);
    expect(filled.length - world.entities.length).toBe(1);
  });

  test('loses the kinds and regions that the mapping takes out, where the threshold allows it', async () => {
    const config = await world.file(
      'mapping.yml',
      `entityDeletionThreshold: 1\nresources:\n  - kind: AWS::SQS::Queue\n    selector:\n      query: "true"\n      regionPolicy:\n        deny: [eu-west-1]${ENTITY}`,
    );

    const { exitCode } = await world.sync(['--config', config]);

    expect(exitCode).toBe(0);
    expect(world.countOf('sqsQueue')).toBe(18);
    expect(world.entities).toHaveLength(18);
  });
});

test('a denied parent deletes nothing: its children are kept, those of others are written', async () => {
  await using world = await CatalogWorld.create({
    estate: {
      seed: 'denied parent',
      accounts: 1,
      regions: ['eu-west-1'],
      usedRegions: 1,
      'AWS::ECS::Cluster': 3,
      'AWS::ECS::Service': 4,
    },
  });
  const config = await world.file(
    'mapping.yml',
    `resources:
  - kind: AWS::ECS::Service
    selector:
      query: 'true'
    port:
      entity:
        mappings:
          identifier: .Properties.ServiceArn
          title: .Properties.ServiceName
          blueprint: '"ecsService"'
`,
  );
  await world.sync(['--config', config]);
  expect(world.countOf('ecsService')).toBe(12);
  const { managementAccountId: account } = world.sandbox;
  const resource = `arn:aws:ecs:eu-west-1:${account}:cluster/cluster-1`;
  world.sandbox.setFaults([{ type: 'deny', operation: 'ListServices', resource }]);

  const denied = await world.sync(['--config', config]);

  expect(denied.exitCode).toBe(3);
  expect(denied.stderr).toContain('"reason":"denied","entities":4');
  expect(world.countOf('ecsService')).toBe(12);
  world.sandbox.setFaults([
    {
      type: 'error',
      code: 'ClusterNotFoundException',
      status: 400,
      operation: 'ListServices',
      resource,
    },
  ]);

  const contradicted = await world.sync(['--config', config]);

  expect(contradicted.exitCode).toBe(3);
  expect(contradicted.stderr).toContain('"reason":"still-exists"');
  expect(world.countOf('ecsService')).toBe(12);
  world.sandbox.setFaults([]);
  world.setGone('AWS::ECS::Cluster', 1);

  const gone = await world.sync(['--config', config]);

  expect(gone.exitCode).toBe(0);
  expect(world.countOf('ecsService')).toBe(8);
});
