import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import { kindsOf, METRICS_MODULES } from '../../src/cost/metrics/metrics-modules.ts';
import { panelExpressions, withVariables } from '../deploy/dashboard.ts';
import { readData, readText } from '../deploy/files.ts';
import { ALERT_RULES, RECORDING_RULES, rulesOf } from '../deploy/promql.ts';
import { ExporterWorld, samplesOf, type Samples } from '../host/exporter-world.ts';
import type { ServedHost } from '../host/served-host.ts';
import { promtool } from './promtool.ts';
import { TestPrometheus } from './test-prometheus.ts';
import { startTextProxy, type TextProxy } from './text-proxy.ts';

const Groups = z.looseObject({ groups: z.array(z.looseObject({})) });
const HOURS = 730;
/** Only a busy machine needs more than a few seconds. */
const FIRST_PAGE_MS = 60_000;
/** What only Kubernetes has: the estate's instances have no tags of a cluster. */
const OF_KUBERNETES = /^cluster_|_cluster_price_tier:/;
/** promtool's complaints about names that are cloudcost-exporter's. */
const KEPT_NAMES = [
  'cloudcost_aws_natgateway_data_processing_usd_per_gb metric names should not contain abbreviated units',
  'cloudcost_exporter_collector_error counter metrics should have "_total" suffix',
  'cloudcost_exporter_collector_last_scrape_error counter metrics should have "_total" suffix',
];

/** Metrics of `serve` that follow from the bill and its findings: the exporter has none. */
const OF_THE_BILL = /^longshore_cost_(?:anomalies|budget|collection|findings)_/;

let folder: string;
let world: ExporterWorld;
let host: ServedHost;
let page: string;
let samples: Samples;
let proxy: TextProxy;
let prometheus: TestPrometheus;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-rules-'));
  world = await ExporterWorld.create({
    estate: {
      ...Object.fromEntries(kindsOf(METRICS_MODULES).map((kind) => [kind, 3])),
      'AWS::EC2::Instance': 8, // of several types and platforms
      'AWS::S3::Bucket': 2, // what the bill is for
    },
  });
  host = world.start(['-aws.services=all', '-aws.region=us-east-1'], {
    LONGSHORE_SPEND_CAP_USD: '1',
  });
  const names = METRICS_MODULES.flatMap(({ metrics }) => metrics.map(({ name }) => name)).filter(
    (name) => !name.includes('_gpu_'), // the estate has no GPUs
  );
  page = await pageWith(names);
  samples = samplesOf(page);
  const address = String((await host.says('listening'))['address']);
  proxy = await startTextProxy(address);
  prometheus = await TestPrometheus.start({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: await Promise.all([RECORDING_RULES, ALERT_RULES].map(hastened)),
    scrape_configs: [
      job('longshore-cost', new URL(address).host),
      job('longshore-cost-text', proxy.host),
    ],
  });
  await prometheus.until('count(up == 1) == 2');
  await prometheus.until('account:cloudcost_aws_usd_per_month:sum');
}, 80_000);

afterAll(async () => {
  await prometheus[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A page with series of all these metrics: prices are read at the pace that AWS allows. */
async function pageWith(names: readonly string[]): Promise<string> {
  const end = performance.now() + FIRST_PAGE_MS;
  for (;;) {
    const { text } = await host.ask('/metrics');
    const missing = names.filter((name) => !text.includes(`\n${name}{`));
    if (missing.length === 0) return text;
    if (performance.now() > end) throw new Error(`no ${missing.join(', ')}\n${host.stderr}`);
    await sleep(200);
  }
}

/** The same rules, evaluated every second. */
async function hastened(file: string): Promise<string> {
  const { groups } = Groups.parse(readData(file));
  const copy = path.join(folder, path.basename(file));
  await writeFile(
    copy,
    stringify({ groups: groups.map((group) => ({ ...group, interval: '1s' })) }),
  );
  return copy;
}

function job(name: string, target: string): unknown {
  return { job_name: name, static_configs: [{ targets: [target] }] };
}

/** The sum of the page's samples of these metrics. */
function sumOf(...names: readonly string[]): number {
  return [...samples]
    .filter(([series]) => names.some((name) => series.startsWith(`${name}{`)))
    .reduce((sum, [, value]) => sum + value, 0);
}

test('Prometheus scrapes the page in both formats, with the same series', async () => {
  const up = await prometheus.query('up');
  const counts = (jobName: string): Promise<readonly unknown[]> =>
    prometheus.query(
      `sort(count by (__name__) ({job="${jobName}", __name__=~"cloudcost_.+|longshore_cost_.+"}))`,
    );

  expect(up.map(({ labels, value }) => [labels['job'], value]).sort()).toEqual([
    ['longshore-cost', 1],
    ['longshore-cost-text', 1],
  ]);
  const text = await counts('longshore-cost-text');
  expect(text.length).toBeGreaterThan(40);
  expect(new Set(await counts('longshore-cost'))).toEqual(new Set(text));
});

test('it knows the types of both formats', async () => {
  const types = await prometheus.get(
    '/api/v1/targets/metadata?metric=cloudcost_aws_ec2_instance_total_usd_per_hour',
  );

  expect(types).toEqual([
    expect.objectContaining({ type: 'gauge' }),
    expect.objectContaining({ type: 'gauge' }),
  ]);
});

test('every recording rule works, and has a result where there is no Kubernetes', async () => {
  const rules = await prometheus.get('/api/v1/rules?type=record');
  const empty: string[] = [];
  for (const { record = '' } of rulesOf(RECORDING_RULES)) {
    if (OF_KUBERNETES.test(record)) continue;
    if ((await prometheus.query(record)).length === 0) empty.push(record);
  }

  expect(empty).toEqual([]);
  expect(JSON.stringify(rules)).not.toMatch(/"health":"err"|"lastError"/);
});

test('totals are those of the page, although it is scraped twice', async () => {
  const instances = sumOf('cloudcost_aws_ec2_instance_total_usd_per_hour');
  const all =
    instances +
    sumOf(
      'cloudcost_aws_ec2_persistent_volume_usd_per_hour',
      'cloudcost_aws_rds_hourly_rate_usd_per_hour',
      'cloudcost_aws_elb_loadbalancer_usage_total_usd_per_hour',
      'cloudcost_aws_msk_compute_hourly_rate_usd_per_hour',
      'cloudcost_aws_msk_storage_hourly_rate_usd_per_hour',
    );

  const [families] = await prometheus.query(
    'sum(family_price_tier:cloudcost_aws_ec2_instance_total_usd_per_month:sum)',
  );
  const [accounts] = await prometheus.query('sum(account:cloudcost_aws_usd_per_month:sum)');

  expect(instances).toBeGreaterThan(0);
  expect(families?.value).toBeCloseTo(HOURS * instances, 6);
  expect(accounts?.value).toBeCloseTo(HOURS * all, 6);
});

test('no alert is pending or firing for an exporter that works', async () => {
  expect(await prometheus.get('/api/v1/alerts')).toEqual({ alerts: [] });
});

test('every panel of the dashboard can be evaluated, and shows something', async () => {
  /** Failures, GPUs, Kubernetes, durations of the last minutes, changes since yesterday: there are none. */
  const mayBeEmpty =
    /gpu_usd|cluster_name!=|persistentvolume!=|offset 1d|refresh|collector_error|histogram_quantile/;
  const empty: string[] = [];
  for (const { place, text } of panelExpressions()) {
    const result = await prometheus.query(withVariables(text));
    if (result.length === 0 && !mayBeEmpty.test(text)) empty.push(place);
  }

  expect(empty).toEqual([]);
});

test('the documentation lists every metric about the exporter', () => {
  const listed = readText('docs/operating.md').matchAll(/^\| `(\w+)`\s+\| (\w+)/gm);
  const documented = new Map([...listed].map(([, name = '', type = '']) => [name, type]));
  const catalogue = new Set(
    METRICS_MODULES.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
  );
  const types = [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [
    name,
    type,
  ]);
  const own = types.filter(
    ([name = '']) => /^(?:cloudcost|longshore)_/.test(name) && !catalogue.has(name),
  );

  expect(own.length).toBeGreaterThan(20);
  expect(own.filter(([name = '', type]) => documented.get(name) !== type)).toEqual([]);
  const names = new Set(own.map(([name]) => name));
  const gone = [...documented.keys()].filter(
    (name) =>
      /^(?:cloudcost_exporter|longshore_cost)_/.test(name) &&
      !OF_THE_BILL.test(name) &&
      !names.has(name),
  );
  expect(gone).toEqual([]);
});

test('promtool finds no fault with the page, except names that are kept', async () => {
  const { output } = await promtool(['check', 'metrics'], page);

  const faults = output.split('\n').filter((line) => /^(?:cloudcost|longshore)_/.test(line));
  expect(faults.sort()).toEqual(KEPT_NAMES);
  expect(output).not.toContain('error while linting');
});
