/* global AbortController */
// Serves the REST API over a store with a bill, and asks it: alone, fifty times at once, and many different questions at
// once. Tells what that took.
import http from 'node:http';
import { pino } from 'pino';
import { loadSettings } from '../dist/config/settings.js';
import { openCostApi } from '../dist/host/http/cost/open-cost-api.js';
import { createServer } from '../dist/host/http/server.js';
import { HostStore } from '../dist/host/store/host-store.js';
import { SecretMask } from '../dist/lib/secret-mask.js';
import { cpuTime, printUsage, timesInTurn } from './measured.mjs';

const [, folder] = process.argv.slice(2);
const settings = loadSettings({
  env: {
    LONGSHORE_STORE: 'duckdb',
    LONGSHORE_STATE_DIRECTORY: folder,
    LONGSHORE_COST_RETENTION: '1200',
    LONGSHORE_QUERY_TIMEOUT_SECONDS: '3600',
  },
  file: undefined,
  flags: {},
});
const TOKEN = 'token';
const CALLERS = 50;
const QUESTIONS = 40;
const REPEATS = 5;
const PERIOD = 'start_date=2026-09-01&end_date=2026-10-31';
const QUESTION = `/api/v1/aws/costs?${PERIOD}&group_by=service,account&limit=10000`;
const QUERY = `select source_period, BillingCurrency, ServiceName, SubAccountId, sum(BilledCost) from charges
  where source_period >= '2026-09' and source_period <= '2026-10' group by 1, 2, 3, 4 order by 1, 5 desc`;

/** The status of an answer, which is read to its end. */
function ask(url) {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers, agent: false }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      })
      .on('error', reject);
  });
}

/** Asks so many at once. @returns how many answers had each status */
async function atOnce(urls) {
  const counts = new Map();
  for (const status of await Promise.all(urls.map(ask))) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

async function asked() {
  const stop = new AbortController();
  const { signal } = stop;
  const logger = pino({ level: 'error' }, process.stderr);
  const shared = { settings, cwd: folder, logger, signal, now: Date.now };
  const hostStore = await HostStore.start({ ...shared, secrets: new SecretMask() });
  const api = await openCostApi({ ...shared, hostStore, onPaid: undefined });
  const server = await createServer({
    ...{ version: 'bench', apiToken: TOKEN, now: Date.now, logger },
    plugins: [api.plugin],
  });
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  const must = async (urls) => {
    const counts = await atOnce(urls);
    if (counts.get(200) !== urls.length) throw new Error(JSON.stringify([...counts]));
  };
  const reader = await hostStore.reader();
  const times = await timesInTurn(
    {
      query: async () => {
        const { rows } = await reader.query(QUERY, { timeoutMs: 3_600_000, rows: 1e9 }, signal);
        for await (const batch of rows()) if (batch.length === 0) throw new Error('no rows');
      },
      one: () => must([origin + QUESTION]),
      fifty: () => must(Array.from({ length: CALLERS }, () => origin + QUESTION)),
    },
    REPEATS,
    cpuTime,
  );
  const different = Array.from(
    { length: QUESTIONS },
    (_, n) => `${origin}${QUESTION}&account=${210_000_000_000 + n}`,
  );
  const counts = await atOnce(different);
  await server.close();
  await api[Symbol.asyncDispose]();
  stop.abort();
  await hostStore[Symbol.asyncDispose]();
  return {
    ...{ queryMs: times.query, oneMs: times.one, fiftyMs: times.fifty, asked: QUESTIONS },
    ...{ answered: counts.get(200) ?? 0, refused: counts.get(429) ?? 0 },
  };
}

await printUsage({ ask: asked });
