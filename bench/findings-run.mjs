/* global AbortController */
// Fills a store with resources and two weeks of their usage, judges them as `cost findings` does, or only sums the usage up.
// Tells what that took.
import { performance } from 'node:perf_hooks';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadCostModels } from '../dist/app/cost/cost-models.js';
import { evaluateFindings } from '../dist/app/cost/findings/evaluate-findings.js';
import { readPriceFile } from '../dist/cost/prices/price-file.js';
import { planCalls } from '../dist/cost/usage/plan-calls.js';
import { USAGES } from '../dist/cost/usage/registry.generated.js';
import { DuckDbStore } from '../dist/store/duckdb/duckdb-store.js';
import { ResourceSink } from '../dist/store/resource-sink.js';
import { USAGE_SCOPES } from '../dist/store/usage-tables.js';

const [way, folder, count = '0'] = process.argv.slice(2);
const total = Number(count);
const file = `${folder}/store.duckdb`;
const LIMITS = { memoryMb: 112, threads: 2, spillMb: 4_000 };
const KIND = 'AWS::EC2::Instance';
const REGION = 'eu-west-1';
const DAY_MS = 86_400_000;
const DAYS = 14;
const UNTIL = Date.parse('2026-11-20T00:00:00Z');
const PER_PAGE = 1_000;
const PER_ACCOUNT = 20_000;
const METRICS = ['cpu', 'networkIn', 'networkOut', 'diskReadOps'];
const signal = new AbortController().signal;

const open = () => DuckDbStore.open({ ...LIMITS, file, readOnly: false });
const idOf = (n) => `i-${n.toString(16).padStart(17, '0')}`;
const accountOf = (n) => String(210_000_000_000 + Math.floor(n / PER_ACCOUNT));
const accounts = () =>
  Array.from({ length: Math.ceil(total / PER_ACCOUNT) }, (_, index) =>
    accountOf(index * PER_ACCOUNT),
  );

/** Resources through the store's own sink, and usage straight into the table. */
async function generate() {
  const store = await open();
  const sink = await ResourceSink.open(store, { runId: 'bench', now: () => UNTIL });
  for (const accountId of accounts()) {
    const scope = { kind: KIND, accountId, region: REGION };
    const first = (Number(accountId) - 210_000_000_000) * PER_ACCOUNT;
    const last = Math.min(total, first + PER_ACCOUNT);
    for (let n = first; n < last; n += PER_PAGE) {
      const page = Array.from({ length: Math.min(PER_PAGE, last - n) }, (_, index) => n + index);
      const resources = page.map((one) => ({ Type: KIND, Properties: properties(one) }));
      const identifiers = page.map((one) => [idOf(one)]);
      const batch = { resources, identifiers, incomplete: new Set(), gaps: [] };
      await sink.event({ type: 'batch', scope, batch });
    }
    const zero = { pages: 1, calls: 1, retries: 0, throttles: 0, durationMs: 1, gaps: [] };
    const resources = { resources: last - first, incompleteResources: 0 };
    await sink.event({
      type: 'scope',
      record: { ...scope, ...zero, ...resources, outcome: 'complete' },
    });
  }
  await sink.finish({ ledger: { status: 'complete', totals: { resources: total, calls: 1 } } });
  for (const account of accounts()) {
    const row = [account, REGION, KIND, 'complete', null, PER_ACCOUNT, UNTIL, UNTIL];
    await store.replacePart(USAGE_SCOPES, `${account}/${REGION}`, once([row]), signal);
  }
  await store[Symbol.asyncDispose]();
  await generateUsage();
}

async function generateUsage() {
  const { metrics } = await USAGES[KIND].usage();
  const instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '1GB' });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  for (let day = 0; day < DAYS; day += 1) {
    const start = new Date(UNTIL - (DAYS - day) * DAY_MS).toISOString();
    for (const name of METRICS) {
      const { metric, statistic, unit } = metrics[name];
      await connection.run(`insert into usage_rows select '${start.slice(0, 10)}',
          (210000000000 + n // ${PER_ACCOUNT})::varchar, '${REGION}', '${KIND}', 'i-' || lpad(lower(hex(n)), 17, '0'), '${name}',
          '${metric}', '${statistic}', '${unit}', '', timestamptz '${start}', 3600, false, 24,
          list_min(v), list_max(v), list_sum(v), v
        from (select n, [round((hash(n, '${name}', ${day}, h) % 1000) / 40.0 * (n % 10), 3) for h in range(24)] as v
          from range(${total}) as r (n)) order by n`);
    }
  }
  instance.closeSync();
}

function properties(n) {
  return {
    InstanceId: idOf(n),
    InstanceType: ['m5.xlarge', 't3.micro', 'c7g.xlarge', 'r6a.2xlarge'][n % 4],
    ImageId: `ami-${(n % 50).toString(16).padStart(17, '0')}`,
    UsageOperation: 'RunInstances',
    PlatformDetails: 'Linux/UNIX',
    State: { Code: 16, Name: 'running' },
    Placement: { AvailabilityZone: `${REGION}a`, Tenancy: 'default' },
    LaunchTime: '2026-01-01T00:00:00.000Z',
    SubnetId: `subnet-${(n % 400).toString(16).padStart(17, '0')}`,
    VpcId: `vpc-${(n % 100).toString(16).padStart(17, '0')}`,
    Monitoring: { State: 'disabled' },
    Tags: [
      { Key: 'Name', Value: `web-${n}` },
      { Key: 'environment', Value: n % 3 === 0 ? 'dev' : 'production' },
    ],
  };
}

async function evaluate() {
  const store = await open();
  const { models } = await loadCostModels();
  const { regions } = await readPriceFile('demo/prices.ndjson.gz', signal);
  const { resources } = await evaluateFindings({
    ...{ store, models, signal, thresholds: {} },
    prices: (region) => Promise.resolve(regions.get(region)?.prices),
    now: () => UNTIL + DAY_MS / 2,
  });
  const [[findings]] = await rowsOf(store, "select count(*) from findings where verdict = 'yes'");
  await store[Symbol.asyncDispose]();
  return { resources, findings };
}

/** The same usage, summed up by the store alone. */
async function aggregate() {
  const store = await open();
  const sql = `select account, region, kind, id, name, count(*), sum(points), min(minimum), max(maximum), sum(sum), max(sum),
      usage_percentiles(measurements) from usage
    where name in ('cpu', 'networkIn', 'networkOut') group by all order by account, region, kind, id, name`;
  let rows = 0;
  // As many at once as fit into the memory of the store.
  for (const account of accounts()) {
    for (const digit of '0123456789abcdef') {
      const part = sql.replace('where', `where account = '${account}' and id like '%${digit}' and`);
      rows += (await rowsOf(store, part)).length;
    }
  }
  await store[Symbol.asyncDispose]();
  return { rows };
}

async function rowsOf(store, sql) {
  const { rows } = await store.query(sql, { timeoutMs: 3_600_000, rows: 1e9 }, signal);
  const all = [];
  for await (const batch of rows()) all.push(...batch);
  return all;
}

/** What is loaded in any case: the store is open, models and prices are there. */
async function idle() {
  const store = await open();
  await loadCostModels();
  await readPriceFile('demo/prices.ndjson.gz', signal);
  await rowsOf(store, 'select count(*) from usage');
  await store[Symbol.asyncDispose]();
  return {};
}

/** The calls of GetMetricData for 10,000 instances and four metrics. */
async function calls() {
  const { metrics, namespace } = await USAGES[KIND].usage();
  const wanted = Array.from({ length: total }, (_, n) =>
    METRICS.map((name) => ({
      series: {
        account: accountOf(0),
        region: REGION,
        kind: KIND,
        id: idOf(n),
        name,
        metric: metrics[name],
        series: '',
      },
      ...{
        namespace,
        dimensions: { InstanceId: idOf(n) },
        from: UNTIL - DAYS * DAY_MS,
        until: UNTIL,
      },
    })),
  );
  let planned = 0;
  for await (const call of planCalls(once(wanted.flat())))
    planned += call.wanted.length > 0 ? 1 : 0;
  return { calls: planned };
}

async function* once(rows) {
  yield rows;
}

const began = process.cpuUsage();
const startedAt = performance.now();
const found = await { generate, evaluate, aggregate, idle, calls }[way]();
const { user, system } = process.cpuUsage(began);
const usage = {
  ...found,
  cpuMs: (user + system) / 1_000,
  wallMs: performance.now() - startedAt,
  peakMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(`\n${JSON.stringify(usage)}\n`);
