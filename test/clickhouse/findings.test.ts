import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { noFindings } from '../../src/app/cost/findings/no-findings.ts';
import { UsageClaim } from '../../src/app/cost/usage/usage-claim.ts';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import type { Store } from '../../src/store/store.ts';
import { instanceRow } from '../../src/cost/findings/example-rows.ts';
import { FindingsWorld, never, NOW } from '../cost/findings/findings-world.ts';
import { openDuckDb, type TemporaryStore } from '../helpers/open-duckdb.ts';
import { decisionsAreKept } from '../store/finding-states-conformance.ts';
import { TestClickHouse } from './clickhouse.ts';

const INSTANCE = 'AWS::EC2::Instance';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:210000000001:loadbalancer/app/web/1';
const QUIET = { cpu: 1, networkIn: 1_000, networkOut: 1_000 };
const ALL = { types: undefined, services: undefined, accounts: undefined, limit: 1_000 };

let server: TestClickHouse;
let clickHouse: Store;
let duckDb: TemporaryStore;

beforeAll(async () => {
  server = await TestClickHouse.start();
  clickHouse = await ClickHouseStore.open({
    ...{ url: server.url, database: 'findings', username: 'default', password: '' },
  });
  duckDb = await openDuckDb();
});
afterAll(async () => {
  await clickHouse[Symbol.asyncDispose]();
  await duckDb[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Instances with and without usage, a load balancer with a target group, a volume, and a bucket of the whole account. */
async function evaluated(store: Store): Promise<FindingsWorld> {
  const world = FindingsWorld.over(store);
  await world.price(instanceRow('m6i.large', '0.1', 2, '8 GiB'));
  const ids = ["i-it's", 'i-busy', 'i-idle', 'i-unread'];
  await world.read(
    INSTANCE,
    ids.map((id) => [
      id,
      {
        ...{ InstanceId: id, InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
        ...{ State: { Name: 'running' }, LaunchTime: '2026-01-01T00:00:00.000Z' },
        Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' },
      },
    ]),
  );
  await world.read('AWS::ElasticLoadBalancingV2::TargetGroup', [
    ['group', { TargetGroupArn: 'group', LoadBalancerArns: [ARN] }],
  ]);
  await world.read(BALANCER, [
    [ARN, { LoadBalancerArn: ARN, Type: 'application', CreatedTime: '2026-01-01T00:00:00.000Z' }],
  ]);
  await world.read('AWS::EC2::Volume', [
    ['vol-1', { VolumeId: 'vol-1', VolumeType: 'gp2', Size: 100, State: 'available' }],
  ]);
  await world.read('AWS::S3::Bucket', [['bucket', { BucketName: 'bucket' }]], { region: 'global' });
  await world.measure({
    'i-busy': { ...QUIET, cpu: 60 },
    'i-idle': QUIET,
    "i-it's": QUIET,
  });
  await world.usageRead();
  await world.evaluate();
  await world.evaluate();
  return world;
}

decisionsAreKept((tables) =>
  ClickHouseStore.open({
    ...{ url: server.url, database: 'decisions', username: 'default', password: '' },
    ...(tables !== undefined && { tables }),
  }),
);

test('the same verdicts, evidence and savings as in DuckDB', async () => {
  const sql = `select id, rule, region, kind, resource_id, verdict, reason, detail, evidence, monthly_saving, first_seen
    from findings order by id`;
  const scopes = 'select region, kind, resources, stale from finding_scopes order by region, kind';
  const one = await evaluated(duckDb.store);
  const other = await evaluated(clickHouse);

  const findings = await one.ask(sql);

  expect(findings.length).toBeGreaterThan(5);
  expect(await other.ask(sql)).toEqual(findings);
  expect(await other.ask(scopes)).toEqual(await one.ask(scopes));
  const no = await noFindings(await one.evaluation(), ALL);
  expect(no.count).toBeGreaterThan(0);
  expect(await noFindings(await other.evaluation(), ALL)).toEqual(no);
}, 120_000);

test('one collection of usage writes at a time', async () => {
  const options = { signal: never, isExclusive: false, now: () => NOW };
  const claim = await UsageClaim.take(clickHouse, options);

  await expect(UsageClaim.take(clickHouse, options)).rejects.toMatchObject({ problem: 'locked' });
  await claim[Symbol.asyncDispose]();

  const next = await UsageClaim.take(clickHouse, options);
  await next[Symbol.asyncDispose]();
}, 60_000);
