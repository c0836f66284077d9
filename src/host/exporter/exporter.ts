import { setMaxListeners } from 'node:events';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { openExporterStore, type OpenedStore } from '../../app/cost/metrics/exporter-store.ts';
import { VERSION } from '../../app/version.ts';
import { aborted } from '../../lib/aborted.ts';
import { errorCode } from '../../lib/error-code.ts';
import { ConfigurationError, messageOf } from '../../lib/errors.ts';
import { RefreshLoop } from '../../lib/refresh-loop.ts';
import { AwsCallMetrics } from '../aws-call-metrics.ts';
import { CostOperations } from '../cost-operations.ts';
import { ScrapeMetrics } from '../scrape-metrics.ts';
import { limitedReader } from '../store/limited-reader.ts';
import { openQuerySocket } from '../store/query-socket.ts';
import type { StoreSocket } from '../store/store-socket.ts';
import { checkOf, type HealthCheck } from '../health-check.ts';
import { listen } from '../http/listen.ts';
import type { HttpApp } from '../http/plugin.ts';
import { healthPlugin } from '../http/plugins/health.ts';
import { metricsPlugin } from '../http/plugins/metrics.ts';
import { createServer } from '../http/server.ts';
import { CostPage, PRICES_INTERVAL_MS } from './cost-page.ts';
import type { ExporterOptions } from './exporter-options.ts';
import { homePage } from './home-page.ts';

/** As often it is checked whether something that costs money is due: at most once a day. */
const PAID_INTERVAL_MS = 60_000;
/** Addresses of IPv4 and IPv6. */
const EVERY_ADDRESS = '::';

/** The metrics about the exporter itself. */
interface Operations extends Disposable {
  readonly registry: Registry;
  readonly aws: AwsCallMetrics;
  readonly scrapes: ScrapeMetrics;
  readonly costs: CostOperations;
}

/**
 * Serves cost metrics until the signal is aborted: HTTP answers at once, everything that is read from AWS comes in the
 * background.
 *
 * @throws {ConfigurationError} when HTTP cannot be served at the address
 * @throws {StoreError} when the store cannot be opened
 * @throws {PriceFileError} when the file of prices cannot be read
 */
export async function runExporter(options: ExporterOptions): Promise<void> {
  const { settings, cwd, logger, signal } = options;
  setMaxListeners(0, signal); // every call in flight listens to it
  using operations = openOperations(options);
  const state: ExporterState = { page: undefined, problem: 'starting' };
  const app = await createApp(options, operations, state);
  const { host = EVERY_ADDRESS, port } = options.http;
  const stop = new AbortController();
  const { address, closed } = await listen(
    app,
    host,
    port,
    AbortSignal.any([signal, stop.signal]),
  ).catch((error: unknown) => {
    throw addressError(error, options.http);
  });
  logger.info({ address, version: VERSION, path: options.http.path }, 'listening');
  try {
    await using opened = await openExporterStore(settings, cwd, (message) => {
      logger.warn({}, message);
    });
    using page = await CostPage.open({
      ...options,
      store: opened.store,
      mayPay: !opened.isTemporary,
      operations: operations.costs,
      observer: (attempt) => {
        operations.aws.count(attempt);
      },
    });
    state.page = page;
    const socket = await socketOf(opened, options);
    try {
      await work(page, options, operations.costs, state);
    } finally {
      await socket?.[Symbol.asyncDispose]();
      await page.settled();
    }
  } catch (error) {
    if (!signal.aborted) throw error; // otherwise it was stopped during the start
  } finally {
    stop.abort();
    await closed;
  }
}

/** Why HTTP cannot be served at an address; any other error as it is. */
function addressError(
  error: unknown,
  { host = '', port }: Pick<ExporterOptions['http'], 'host' | 'port'>,
): unknown {
  const remedy = ADDRESS_REMEDIES[errorCode(error) ?? ''];
  if (remedy === undefined) return error;
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const message = `cannot serve HTTP at ${address}: ${messageOf(error)}`;
  return new ConfigurationError(message, { cause: error, remedy });
}

const ADDRESS_REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'choose a port above 1023 with -server.address',
  EADDRINUSE: 'stop the process that listens there, or choose another port with -server.address',
  EADDRNOTAVAIL:
    'name an address of this machine with -server.address, or only the port, as in :8080',
  ENOTFOUND: 'name an address of this machine with -server.address, or only the port, as in :8080',
};

/** `longshore query` reads the store while the exporter holds it. */
async function socketOf(
  { store, isTemporary }: OpenedStore,
  options: ExporterOptions,
): Promise<StoreSocket | undefined> {
  if (isTemporary) return undefined;
  const reader = limitedReader(store);
  return await openQuerySocket({ ...options, reader: () => Promise.resolve(reader) });
}

/** What requests are answered from. */
interface ExporterState {
  page: CostPage | undefined;
  /** Why there are no metrics yet. */
  problem: string | undefined;
}

async function work(
  page: CostPage,
  options: ExporterOptions,
  operations: CostOperations,
  state: ExporterState,
): Promise<void> {
  const { settings, clock, random, logger, signal } = options;
  const loop = (
    name: string,
    intervalMs: number,
    refresh: (signal: AbortSignal) => Promise<void>,
  ): RefreshLoop =>
    new RefreshLoop({
      work: refresh,
      intervalMs,
      clock,
      random,
      onSkipped: (count) => {
        operations.skipped(name, count);
      },
      onFailed: (error, retryMs) => {
        operations.failed(name);
        const problem = messageOf(error);
        if (name === INVENTORY && page.snapshot() === undefined) state.problem = problem;
        logger.warn({ problem, retrySeconds: Math.round(retryMs / 1_000) }, `${name} failed`);
      },
    });
  const prices = loop('prices', PRICES_INTERVAL_MS, () => {
    page.refreshPrices();
    return Promise.resolve();
  });
  const paid = loop('paid rates', PAID_INTERVAL_MS, (running) => page.refreshPaid(running));
  const inventory = loop(INVENTORY, settings.cost.metrics.inventoryIntervalMs, async (running) => {
    await page.readInventory(running);
    state.problem = undefined;
    paid.ask();
  });
  page.onRegions = () => {
    prices.ask();
  };
  await page.load(signal);
  await Promise.all([inventory, prices, paid].map((one) => one.run(signal)));
  await aborted(signal);
}

const INVENTORY = 'inventory';

function openOperations({ modules, settings, region }: ExporterOptions): Operations {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const build = new Gauge({
    name: 'cloudcost_exporter_build_info',
    help: 'The version of Longshore that answers.',
    labelNames: ['version', 'nodeversion'],
    registers: [registry],
  });
  build.set({ version: VERSION, nodeversion: process.version }, 1);
  const costs = new CostOperations({ modules, spendCapUsd: Number(settings.cost.spendCapUsd) });
  return {
    registry,
    aws: new AwsCallMetrics(registry),
    scrapes: new ScrapeMetrics(registry, region),
    costs,
    [Symbol.dispose]() {
      registry.clear();
      costs[Symbol.dispose]();
    },
  };
}

function createApp(
  { http, clock, logger }: ExporterOptions,
  { registry, costs, scrapes }: Operations,
  state: ExporterState,
): Promise<HttpApp> {
  const metrics = metricsPlugin({
    path: http.path,
    timeoutMs: http.timeoutMs,
    snapshot: () => state.page?.snapshot(),
    current: async () => (await registry.metrics()) + (await costs.registry.metrics()),
    answered: (answer) => {
      scrapes.answered(answer);
    },
  });
  return createServer({
    version: VERSION,
    plugins: [homePage(http.path), healthPlugin(() => checksOf(state)), metrics],
    apiToken: undefined,
    now: clock.now,
    logger,
  });
}

/** Ready when there are cost series: then a scrape misses nothing. */
function checksOf({ page, problem }: ExporterState): readonly HealthCheck[] {
  const isReady = page?.snapshot() !== undefined;
  return [checkOf('metrics', isReady ? undefined : (problem ?? 'no cost metrics yet'))];
}
