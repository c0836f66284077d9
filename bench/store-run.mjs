/* global AbortController, setImmediate */
// Writes resources into DuckDB as the store does, or with a bare appender; or asks them. Tells what that took.
import { performance } from 'node:perf_hooks';
import { DuckDBInstance, DuckDBTimestampTZValue } from '@duckdb/node-api';
import { DuckDbStore } from '../dist/store/duckdb/duckdb-store.js';
import { ResourceSink } from '../dist/store/resource-sink.js';
import { printUsage, timesInTurn } from './measured.mjs';

const [, folder, count = '0'] = process.argv.slice(2);
const file = `${folder}/store.duckdb`;
const total = Number(count);
const LIMITS = { memoryMb: 112, threads: 2, spillMb: 1_000 };
const PER_PAGE = 1_000;
const PER_SCOPE = 10_000;
const QUERY =
  'select account, count(*) as resources from resources group by account order by account';
const REPEATS = 20;
const signal = new AbortController().signal;

/** About a kilobyte, as an instance has it. */
function properties(n) {
  const id = `i-${n.toString(16).padStart(17, '0')}`;
  return {
    InstanceId: id,
    InstanceType: ['m5.large', 't3.micro', 'c6g.xlarge'][n % 3],
    ImageId: `ami-${(n % 50).toString(16).padStart(17, '0')}`,
    State: { Code: 16, Name: 'running' },
    PrivateIpAddress: `10.${n % 200}.${n % 250}.${n % 251}`,
    LaunchTime: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
    SubnetId: `subnet-${(n % 400).toString(16).padStart(17, '0')}`,
    VpcId: `vpc-${(n % 100).toString(16).padStart(17, '0')}`,
    SecurityGroups: [
      { GroupId: `sg-${(n % 900).toString(16).padStart(17, '0')}`, GroupName: 'web' },
    ],
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeId: `vol-${n.toString(16).padStart(17, '0')}`, Status: 'attached' },
      },
    ],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: `eni-${n.toString(16).padStart(17, '0')}`,
        Status: 'in-use',
        SourceDestCheck: true,
      },
    ],
    Monitoring: { State: 'disabled' },
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
    Tags: [
      { Key: 'Name', Value: `web-${n}` },
      { Key: 'team', Value: `team-${n % 40}` },
    ],
  };
}

function scopeAt(n) {
  const accountId = String(210_000_000_000 + (Math.floor(n / PER_SCOPE) % 50));
  return {
    kind: 'AWS::EC2::Instance',
    accountId,
    region: `region-${Math.floor(n / PER_SCOPE / 50)}`,
  };
}

/** What AWS answers, page by page: both ways get the same. */
function* pages() {
  for (let first = 0; first < total; first += PER_PAGE) {
    const items = Array.from({ length: PER_PAGE }, (_, k) => properties(first + k));
    yield { first, scope: scopeAt(first), items };
  }
}

async function bare() {
  const instance = await DuckDBInstance.create(file, {
    memory_limit: `${LIMITS.memoryMb}MB`,
    threads: String(LIMITS.threads),
  });
  const connection = await instance.connect();
  await connection.run(
    `create table resource_rows (scope_id integer, version bigint, key_hash ubigint, content_hash ubigint, id varchar,
       arn varchar, name varchar, tags varchar, properties json, context json, gaps json, first_seen timestamptz,
       last_seen timestamptz)`,
  );
  const appender = await connection.createAppender('resource_rows');
  const now = new DuckDBTimestampTZValue(BigInt(Date.now()) * 1_000n);
  for (const { first, scope, items } of pages()) {
    for (const [k, item] of items.entries()) {
      appender.appendInteger(Math.floor(first / PER_SCOPE));
      appender.appendBigInt(1n);
      appender.appendUBigInt(BigInt(first + k));
      appender.appendUBigInt(BigInt(first + k));
      appender.appendVarchar(item.InstanceId);
      appender.appendVarchar(
        `arn:aws:ec2:${scope.region}:${scope.accountId}:instance/${item.InstanceId}`,
      );
      appender.appendVarchar(item.Tags[0].Value);
      appender.appendVarchar(
        JSON.stringify({ Name: item.Tags[0].Value, team: item.Tags[1].Value }),
      );
      appender.appendVarchar(JSON.stringify(item));
      appender.appendNull();
      appender.appendVarchar('[]');
      appender.appendTimestampTZ(now);
      appender.appendNull();
      appender.endRow();
    }
    await new Promise(setImmediate);
  }
  appender.closeSync();
  await connection.run('checkpoint');
  instance.closeSync();
}

async function sink() {
  const store = await DuckDbStore.open({ file, readOnly: false, ...LIMITS });
  const into = await ResourceSink.open(store, { runId: 'bench', now: () => Date.now() });
  for (const { first, scope, items } of pages()) {
    await into.event({
      type: 'batch',
      scope,
      batch: {
        resources: items.map((Properties) => ({
          Type: scope.kind,
          Properties,
          __ExtraContext: { AccountId: scope.accountId, Region: scope.region },
        })),
        identifiers: items.map(({ InstanceId }) => [InstanceId]),
        gaps: [],
      },
    });
    if ((first + PER_PAGE) % PER_SCOPE === 0) {
      const counts = {
        pages: 1,
        calls: 1,
        retries: 0,
        throttles: 0,
        durationMs: 1,
        incompleteResources: 0,
      };
      const record = { ...scope, ...counts, outcome: 'complete', resources: PER_SCOPE, gaps: [] };
      await into.event({ type: 'scope', record });
    }
    await new Promise(setImmediate);
  }
  const ledger = { status: 'complete', totals: { resources: total, calls: 1 } };
  await into.finish({ ledger });
  await store[Symbol.asyncDispose]();
}

/** The same question through the store, and through DuckDB alone; each several times, in turn. */
async function group() {
  const store = await DuckDbStore.open({ file, readOnly: true, ...LIMITS });
  const ask = async () => {
    const result = await store.query(QUERY, { timeoutMs: 60_000, rows: 10_000 }, signal);
    for await (const rows of result.rows()) if (rows.length === 0) throw new Error('no rows');
  };
  const instance = await DuckDBInstance.create(file, {
    access_mode: 'READ_ONLY',
    memory_limit: `${LIMITS.memoryMb}MB`,
    threads: String(LIMITS.threads),
  });
  const connection = await instance.connect();
  const own = async () => (await connection.runAndReadAll(QUERY)).getRows();
  const times = await timesInTurn({ store: ask, own }, REPEATS, () => performance.now());
  return { storeMs: times.store, ownMs: times.own };
}

await printUsage({ bare, sink, group, idle: async () => {} });
