/* global AbortController, Buffer, fetch */
// Serves a page of cost metrics, or builds one from a store; tells what that took.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { StoreMetricsSource } from '../dist/app/cost/metrics/store-metrics-source.js';
import { buildSnapshot } from '../dist/cost/metrics/build-snapshot.js';
import { METRICS_MODULES, priceNeedsOf } from '../dist/cost/metrics/metrics-modules.js';
import { StoredPriceBook } from '../dist/cost/prices/stored-prices.js';
import { metricsPlugin } from '../dist/host/http/plugins/metrics.js';
import { createServer } from '../dist/host/http/server.js';
import { DuckDbStore } from '../dist/store/duckdb/duckdb-store.js';
import { ResourceSink } from '../dist/store/resource-sink.js';
import { cpuTime, median, printUsage } from './measured.mjs';

const [way, folder = '', count = '0'] = process.argv.slice(2);
const instances = Number(count);
const LIMITS = { memoryMb: 112, threads: 2, spillMb: 1_000 };
const KIND = 'AWS::EC2::Instance';
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-northeast-1', 'us-west-2'];
const PER_PAGE = 1_000;
const TYPES = ['m6i.large', 't3.micro', 'c7g.xlarge', 'r6a.2xlarge'];
/** Both servers are measured so often, in turn; the median of the rounds counts. */
const ROUNDS = 11;
const SCRAPES_PER_ROUND = 10;
const NEEDS = priceNeedsOf(METRICS_MODULES);
const signal = new AbortController().signal;

/** About as much as DescribeInstances reports of an instance. */
function properties(n, region) {
  const id = `i-${n.toString(16).padStart(17, '0')}`;
  return {
    InstanceId: id,
    InstanceType: TYPES[n % TYPES.length],
    UsageOperation: 'RunInstances',
    Architecture: 'x86_64',
    PrivateDnsName: `ip-10-${n % 200}-${n % 250}-${n % 251}.${region}.compute.internal`,
    State: { Code: 16, Name: 'running' },
    Placement: { AvailabilityZone: `${region}a`, Tenancy: 'default' },
    LaunchTime: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
    SubnetId: `subnet-${(n % 400).toString(16).padStart(17, '0')}`,
    VpcId: `vpc-${(n % 100).toString(16).padStart(17, '0')}`,
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeId: `vol-${id}`, Status: 'attached' } },
    ],
    Tags: [
      { Key: 'Name', Value: `web-${n}` },
      { Key: 'eks:cluster-name', Value: `cluster-${n % 40}` },
    ],
  };
}

/** Pages of instances, each of one account and region. */
function* pages() {
  for (let first = 0; first < instances; first += PER_PAGE) {
    const page = first / PER_PAGE;
    const region = REGIONS[page % REGIONS.length];
    const accountId = String(210_000_000_000 + Math.floor(page / REGIONS.length));
    const length = Math.min(PER_PAGE, instances - first);
    const items = Array.from({ length }, (_, k) => properties(first + k, region));
    yield { scope: { kind: KIND, accountId, region }, items };
  }
}

/** The sandbox's price lists. They are loaded here alone: the other processes have the stored prices. */
async function savePrices(store) {
  const { PriceSelection } = await import('../dist/cost/prices/price-selection.js');
  const { productsOf, PUBLISHED } = await import('../dist/sandbox/prices/price-list.js');
  const { priceRegion } = await import('../dist/sandbox/prices/regions.js');
  const { PRICED_SERVICES } = await import('../dist/sandbox/prices/services/priced-services.js');
  const source = 'price-list-api';
  for (const region of REGIONS) {
    const selection = new PriceSelection({ region, needs: NEEDS, source, now: Date.now() });
    for (const service of PRICED_SERVICES) {
      for (const { product, terms } of productsOf(service, priceRegion(region))) {
        const wanted = selection.want(service.code, { productFamily: '', ...product });
        const list = { service: service.code, publicationDate: PUBLISHED };
        if (wanted !== undefined) selection.add(wanted, terms.OnDemand, list);
      }
    }
    const facts = { source, publicationDate: PUBLISHED, rejected: new Map() };
    const prices = selection.finish();
    await new StoredPriceBook(store, NEEDS).save({ prices, facts, needs: 'bench' }, signal);
  }
}

/** A store with the instances, written as a resync writes it. */
async function write() {
  const store = await DuckDbStore.open({
    file: `${folder}/store.duckdb`,
    readOnly: false,
    ...LIMITS,
  });
  const sink = await ResourceSink.open(store, { runId: 'bench', now: () => Date.now() });
  for (const { scope, items } of pages()) {
    const { accountId: AccountId, region: Region } = scope;
    const resources = items.map((Properties) => ({
      ...{ Type: KIND, Properties, __ExtraContext: { AccountId, Region } },
    }));
    const identifiers = items.map(({ InstanceId }) => [InstanceId]);
    await sink.event({ type: 'batch', scope, batch: { resources, identifiers, gaps: [] } });
    const counts = { pages: 1, calls: 1, retries: 0, throttles: 0, durationMs: 1 };
    const record = { ...scope, ...counts, incompleteResources: 0, gaps: [] };
    const done = { ...record, outcome: 'complete', resources: items.length };
    await sink.event({ type: 'scope', record: done });
  }
  await savePrices(store);
  await sink.finish({ ledger: { status: 'complete', totals: { resources: instances, calls: 1 } } });
  await store[Symbol.asyncDispose]();
}

function openStore() {
  return DuckDbStore.open({ file: `${folder}/store.duckdb`, readOnly: true, ...LIMITS });
}

async function idle() {
  const store = await openStore();
  await store[Symbol.asyncDispose]();
}

/** Two builds, so that the page before is still held while the next one is made. */
async function refresh() {
  const store = await openStore();
  const snapshot = await buildTwice(store);
  await store[Symbol.asyncDispose]();
  return { series: seriesOf(snapshot), bytes: snapshot.bytes('text') };
}

async function buildTwice(store) {
  const prices = new Map();
  for (const region of REGIONS) {
    const stored = await new StoredPriceBook(store, NEEDS).load(region, signal);
    prices.set(region, stored.prices);
  }
  const source = new StoreMetricsSource({
    store,
    places: { has: () => true, all: [] },
    prices: (region) => prices.get(region),
    s3Rates: () => undefined,
  });
  const now = () => Date.now();
  const previous = await buildSnapshot(METRICS_MODULES, source, { now, signal });
  return buildSnapshot(METRICS_MODULES, source, { now, signal, previous });
}

function seriesOf(snapshot) {
  return snapshot.modules.reduce((sum, { series }) => sum + series, 0);
}

/** The same bytes from the metrics' page, and from a server that has them as one buffer. */
async function scrape() {
  const store = await openStore();
  const snapshot = await buildTwice(store);
  await store[Symbol.asyncDispose]();
  const body = Buffer.concat([...snapshot.body('text')]);
  const page = await listen(
    await createServer({
      version: '0.0.0',
      apiToken: undefined,
      plugins: [metricsPlugin({ current: async () => '', snapshot: () => snapshot })],
      now: () => Date.now(),
      logger: { error: console.error },
    }),
  );
  const bare = createHttpServer((_, response) => {
    response.writeHead(200, { 'content-length': body.length }).end(body);
  });
  bare.listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const urls = { page: `${page.url}/metrics`, bare: `http://127.0.0.1:${bare.address().port}/` };
  const client = fork(process.argv[1], ['client']);
  const cpuMs = { page: [], bare: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, url] of Object.entries(urls)) {
      const began = cpuTime();
      client.send({ url, bytes: body.length });
      await once(client, 'message');
      if (round >= 0) cpuMs[name].push(cpuTime() - began); // the first one warms up
    }
  }
  client.disconnect();
  await page.close();
  bare.close();
  const ratios = cpuMs.page.map((page, round) => page / cpuMs.bare[round]);
  const perScrape = (times) => median(times) / SCRAPES_PER_ROUND;
  const figures = { pageMs: perScrape(cpuMs.page), bareMs: perScrape(cpuMs.bare) };
  return { ...figures, ratio: median(ratios), series: seriesOf(snapshot), bytes: body.length };
}

async function listen(app) {
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}

/** Scrapes in a process of its own, so that only the server is measured. */
async function client() {
  process.on('message', async ({ url, bytes }) => {
    for (let n = 0; n < SCRAPES_PER_ROUND; n += 1) {
      const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
      let received = 0;
      for await (const chunk of answer.body) received += chunk.length;
      if (received !== bytes) throw new Error(`${url} sent ${received} bytes instead of ${bytes}`);
    }
    process.send('done');
  });
  await once(process, 'disconnect');
}

if (way === 'client') await client();
else await printUsage({ write, idle, refresh, scrape });
