import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import { expectClearError } from '../helpers/clear-error.ts';

const OCEAN = 'port-ocean/aws-v3/1.2.3/my-aws-v3-integration/exporter';
const QUEUES = 24;

let world: CatalogWorld;

beforeEach(async () => {
  world = await CatalogWorld.create({
    estate: { ...IN_USE, seed: 'port', 'AWS::SQS::Queue': QUEUES / 2 },
  });
});
afterEach(() => world[Symbol.asyncDispose]());

/** Calls that change entities. */
function writes(): number {
  return Object.entries(world.port.calls())
    .filter(([call]) => /^(POST|PUT|PATCH|DELETE) .*\/entities/.test(call))
    .filter(([call]) => !/search|datasource-entities/.test(call))
    .reduce((sum, [, count]) => sum + count, 0);
}

function entriesOf(stdout: string): readonly { action: string; [key: string]: unknown }[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { action: string });
}

describe('plan', () => {
  test('shows what a resync would do and writes nothing; a resync then does exactly that', async () => {
    const plan = await world.run(['plan', '--config', world.config, '--json']);

    const expected = await world.expected();
    const creates = entriesOf(plan.stdout).filter(({ action }) => action === 'create');
    expect(plan.exitCode).toBe(0);
    expect(
      [
        ...new Set(
          creates.map(({ blueprint, identifier }) => `${String(blueprint)} ${String(identifier)}`),
        ),
      ].sort(),
    ).toEqual(expected);
    expect(writes()).toBe(0);
    expect(world.entities).toEqual([]);

    await world.sync();
    expect(world.entities).toEqual(expected);
    const again = await world.run(['plan', '--config', world.config]);
    expect(again.stdout).toMatch(/A resync would: 0 created, 0 updated, \d+ unchanged, 0 deleted/);
  });

  test('shows changes field by field, deletions, and withheld deletions', async () => {
    await world.sync();
    const { catalog } = world.port;
    const [changed] = [...catalog.entities('sqsQueue').values()];
    catalog.upsert(
      'sqsQueue',
      { identifier: changed?.identifier, title: 'by hand' },
      { merge: true, createMissing: false, datasource: OCEAN },
    );
    const [, denied = ''] = world.sandbox.estate.accountIds;
    world.setGone('AWS::SQS::Queue', 1);
    world.sandbox.setFaults([
      { type: 'deny', account: denied, region: 'eu-west-1', service: 'sqs' },
    ]);

    const { stdout, exitCode } = await world.run(['plan', '--config', world.config, '--compare']);

    expect(exitCode).toBe(3);
    expect(stdout).toContain(`~ change   sqsQueue ${String(changed?.identifier)}`);
    expect(stdout).toMatch(/title: "by hand" → "orders-0"/);
    expect(stdout.match(/^- delete {3}sqsQueue /gm)).toHaveLength(3);
    expect(stdout.match(/^! withhold sqsQueue .*denied/gm)).toHaveLength(6);
    expect(world.countOf('sqsQueue')).toBe(QUEUES);
  });
});

describe('the state', () => {
  test('lets an unchanged resync write nothing, and is rebuilt from Port when it is lost', async () => {
    await world.sync();
    const before = writes();

    const second = await world.sync();
    await rm(path.join(world.folder, 'state'), { recursive: true });
    const third = await world.sync();

    expect([second.exitCode, third.exitCode]).toEqual([0, 0]);
    expect(writes()).toBe(before);
    const searches = world.port.calls()['POST /v1/blueprints/:id/entities/search'] ?? 0;
    expect(searches).toBeGreaterThan(0);
    expect(searches).toBeLessThan(20);
  });

  test('recognizes an unchanged entity mapping when the document changes around it', async () => {
    const block = (kind: string, identifier: string, blueprint: string): object => ({
      kind,
      selector: { query: 'true' },
      port: { entity: { mappings: { identifier, blueprint: `"${blueprint}"` } } },
    });
    const queues = block('AWS::SQS::Queue', '.Properties.QueueArn', 'sqsQueue');
    const clusters = block('AWS::ECS::Cluster', '.Properties.ClusterArn', 'ecsCluster');
    const one = await world.file('one.json', JSON.stringify({ resources: [queues] }));
    const two = await world.file('two.json', JSON.stringify({ resources: [clusters, queues] }));
    await world.sync(['--config', one]);

    const { stdout } = await world.run(['plan', '--config', two, '--json']);

    expect(entriesOf(stdout).at(-1)).toMatchObject({ unchanged: QUEUES, updated: 0, created: 4 });
  });

  test('a comparison restores entities that others deleted or changed', async () => {
    await world.sync();
    const { catalog } = world.port;
    const [first, second] = [...catalog.entities('ec2Instance').values()];
    catalog.delete('ec2Instance', [String(first?.identifier)], false);
    catalog.upsert(
      'ec2Instance',
      { identifier: second?.identifier, properties: { instanceType: 'm9.huge' } },
      { merge: true, createMissing: false, datasource: 'a user' },
    );

    await world.sync(['--compare']);

    expect(world.entities).toEqual(await world.expected());
    expect(catalog.entities('ec2Instance').get(String(second?.identifier))?.properties).toEqual(
      second?.properties,
    );
  });
});

describe('a mapping', () => {
  const blockOf = (
    kind: string,
    mappings: object,
    includeActions: readonly string[] = [],
  ): object => ({
    kind,
    selector: { query: 'true', includeActions },
    port: { entity: { mappings } },
  });

  test('that replaces whole entities does not blank unread data either', async () => {
    const bucket = blockOf(
      'AWS::S3::Bucket',
      {
        identifier: '.Properties.Arn',
        blueprint: '"s3Bucket"',
        properties: { bucketEncryption: '.Properties.BucketEncryption', tags: '.Properties.Tags' },
      },
      ['GetBucketEncryptionAction'],
    );
    const document = { enableMergeEntity: false, resources: [bucket] };
    const config = await world.file('mapping.json', JSON.stringify(document));
    await world.sync(['--config', config]);
    const contents = (): unknown =>
      [...world.port.catalog.entities('s3Bucket').values()].map(({ identifier, properties }) => [
        identifier,
        properties,
      ]);
    const before = contents();
    world.sandbox.setFaults([{ type: 'deny', service: 's3', operation: 'GetBucketEncryption' }]);

    const { exitCode } = await world.sync(['--config', config]);

    expect(exitCode).toBe(3);
    expect(JSON.stringify(before)).toContain('Rules');
    expect(contents()).toEqual(before);
  });

  test('that finds entities by search deletes none of them', async () => {
    const { catalog } = world.port;
    catalog.createBlueprint({
      identifier: 'service',
      title: 'Service',
      schema: { properties: { arn: { type: 'string' } } },
      relations: {},
    });
    for (let index = 0; index < 30; index += 1) {
      const entity = {
        identifier: `svc-${index}`,
        title: index === 0 ? 'orders-0' : `other-${index}`,
      };
      catalog.upsert('service', entity, { merge: true, createMissing: false, datasource: 'ui' });
    }
    const found = blockOf('AWS::SQS::Queue', {
      identifier: {
        combinator: '"and"',
        rules: [{ property: '"$title"', operator: '"="', value: '.Properties.QueueName' }],
      },
      blueprint: '"service"',
      properties: { arn: '.Properties.QueueArn' },
    });
    const made = blockOf('AWS::EC2::Instance', {
      identifier: '.Properties.InstanceId',
      blueprint: '"service"',
    });
    const config = await world.file('mapping.json', JSON.stringify({ resources: [found, made] }));

    await world.sync(['--config', config]);
    await rm(path.join(world.folder, 'state'), { recursive: true });
    await world.sync(['--config', config]);

    const services = catalog.entities('service');
    expect([...services.keys()].filter((name) => name.startsWith('svc-'))).toHaveLength(30);
    expect(String(services.get('svc-0')?.properties['arn'])).toContain(':orders-0');
  });
});

describe("an installation of Ocean's aws-v3", () => {
  /** Entities as Ocean wrote them; the resource of one no longer exists. */
  async function installOcean(): Promise<void> {
    await world.sync();
    await rm(path.join(world.folder, 'state'), { recursive: true });
    const { catalog } = world.port;
    for (const { blueprint, ...entity } of [...catalog.all()]) {
      catalog.upsert(blueprint, entity, { merge: true, createMissing: false, datasource: OCEAN });
    }
    const stale = { identifier: 'arn:aws:sqs:eu-west-1:210000000000:of-last-year', title: 'stale' };
    catalog.upsert('sqsQueue', stale, { merge: true, createMissing: true, datasource: OCEAN });
    const foreign = { identifier: 'arn:aws:sqs:eu-west-1:210000000000:by-hand', title: 'by hand' };
    catalog.upsert('sqsQueue', foreign, { merge: true, createMissing: true, datasource: 'ui' });
  }

  test('is taken over: unchanged entities are not written, deleted resources are removed, foreign entities stay', async () => {
    await installOcean();
    const before = writes();

    const first = await world.sync();

    // The expected accounts and regions are not known yet: they are learned, and nothing is deleted.
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toContain('"reason":"origin-unknown","entities":1');
    expect(world.countOf('sqsQueue')).toBe(QUEUES + 2);
    expect(writes()).toBe(before);

    const { exitCode } = await world.sync();

    expect(exitCode).toBe(0);
    expect(world.countOf('sqsQueue')).toBe(QUEUES + 1);
    expect(world.entities).toContain('sqsQueue arn:aws:sqs:eu-west-1:210000000000:by-hand');
    expect(writes() - before).toBe(1); // the one bulk deletion
  });

  test('keeps existing entities while a scope of their blueprint is not read', async () => {
    await installOcean();
    const [, denied = ''] = world.sandbox.estate.accountIds;
    world.sandbox.setFaults([
      { type: 'deny', account: denied, region: 'us-east-1', service: 'sqs' },
    ]);

    const { exitCode, stderr } = await world.sync();

    expect(exitCode).toBe(3);
    expect(stderr).toContain('origin-unknown');
    expect(world.countOf('sqsQueue')).toBe(QUEUES + 2);
  });

  test("finds its own entities again after a rollback: ours carry its user agent's form", async () => {
    await world.sync();

    const datasources = new Set([...world.port.catalog.all()].map(({ datasource }) => datasource));

    expect(datasources.size).toBe(1);
    const [datasource = ''] = datasources;
    expect(datasource.startsWith('port-ocean/aws-v3/')).toBe(true);
    expect(datasource.endsWith('/my-aws-v3-integration/exporter')).toBe(true);
  });
});

describe('failures in Port', () => {
  test.each([
    ['an entity that is refused', { call: /bulk/, type: 'entity-error', identifier: /orders-1$/ }],
    ['calls that are refused', { call: /bulk/, type: 'status', status: 422 }],
  ] as const)('%s: exit code 3, reported once, and fixed by the next run', async (_, fault) => {
    world.port.setFaults([fault]);

    const bad = await world.sync();

    expect(bad.exitCode).toBe(3);
    const report = /"failures":(\[.*?\}\])/.exec(bad.stderr)?.[1] ?? '[]';
    const failures = JSON.parse(report) as { blueprint: string; remedy: string; message: string }[];
    expect(failures.length).toBeGreaterThan(0);
    const names = failures.map(({ blueprint, message }) => `${blueprint} ${message}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { remedy } of failures) expect(remedy).not.toBe('');

    world.port.setFaults([]);
    const good = await world.sync();
    expect(good.exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });

  test.each([
    ['server errors', { call: /bulk/, type: 'status', status: 500, times: 4 }],
    ['a gateway that fails', { call: /bulk/, type: 'status', status: 502, times: 4 }],
    ['connections that are cut', { call: /bulk/, type: 'reset', times: 4 }],
    ['answers that are lost', { call: /bulk/, type: 'late-reset', times: 2 }],
  ] as const)('%s for a while: everything is still written', async (_, fault) => {
    world.port.setFaults([fault]);

    const { exitCode } = await world.sync();

    expect(exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });

  test('a token that is revoked in the middle of a run is fetched again', async () => {
    const calls = (name: string): number => world.port.calls()[name] ?? 0;
    const tokens = calls('POST /v1/auth/access_token');
    const timer = setInterval(() => {
      if (calls('POST /v1/blueprints/:id/entities/bulk') === 0) return;
      world.port.revokeTokens();
      clearInterval(timer);
    }, 1);

    const { exitCode } = await world.sync();

    expect(exitCode).toBe(0);
    expect(calls('POST /v1/auth/access_token') - tokens).toBe(2);
    expect(world.entities).toEqual(await world.expected());
  });

  test('credentials that Port rejects: one clear error, and nothing is read', async () => {
    const result = await world.sync([], {
      env: { OCEAN__PORT__CLIENT_SECRET: 'not-the-secret' },
    });

    expectClearError(result, 1);
    expect(result.stderr).not.toContain('not-the-secret');
    expect(world.entities).toEqual([]);
  });
});
