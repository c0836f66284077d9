/* global AbortController */
// Collects a simulated bill through Cost Explorer, twice, and counts the paid requests.
import path from 'node:path';
import { runCollect } from '../dist/app/cost/collect/run-collect.js';
import { runtimeOpener } from '../dist/app/runtime.js';
import { loadSettings } from '../dist/config/settings.js';
import { SecretMask } from '../dist/lib/secret-mask.js';
import { startSandbox } from '../dist/sandbox/sandbox.js';
import { printUsage } from './measured.mjs';

const [, , , parent] = process.argv;
/** A store of its own: Longshore does not ask for what the bill of another payer account has. */
const folder = path.join(parent, 'explorer');
/** Small enough that queries have several pages. */
const GROUPS_PER_PAGE = 100;
const AT = '2026-10-20T12:00:00Z';
/** The days of the bill by then: the last ones are not included. */
const MONTHS = [
  { from: '2026-09-01', to: '2026-10-01' },
  { from: '2026-10-01', to: '2026-10-21' },
];
/** What Cost Explorer is asked for by region. Every other record type is one query. */
const USAGE = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation'];
const ESTATE = {
  seed: 'bench',
  accounts: 8,
  usedRegions: 3,
  suspendedEvery: 0,
  today: new Date(AT),
  'AWS::EC2::Instance': 9,
  'AWS::EC2::Volume': 8,
  'AWS::EC2::NatGateway': 2,
  'AWS::S3::Bucket': 1,
  'AWS::Lambda::Function': 1,
  'AWS::RDS::DBInstance': 1,
  'AWS::DynamoDB::Table': 1,
  'AWS::SQS::Queue': 2,
};

/** The fewest requests: by the ledger, each query has as many pages as its groups fill. */
function fewestRequests(truth) {
  const pages = (groups) => Math.ceil(groups / GROUPS_PER_PAGE);
  let requests = 0;
  let overview = 0;
  for (const time of MONTHS) {
    const groups = new Map();
    const groupBy = ['RECORD_TYPE', 'REGION', 'day', 'SERVICE', 'LINKED_ACCOUNT'];
    const pairs = new Set();
    for (const { keys } of truth.totals({ ...time, groupBy })) {
      const [type, region, day, service, account] = keys;
      pairs.add(`${region} ${type}`);
      const query = USAGE.includes(type) ? `region ${region}` : `type ${type}`;
      const its = groups.get(query) ?? new Set();
      groups.set(query, its.add([day, service, account].join('\n')));
    }
    overview += pairs.size;
    for (const { size } of groups.values()) requests += pages(size);
  }
  return requests + pages(overview);
}

async function collect() {
  const sandbox = await startSandbox({
    estate: ESTATE,
    now: () => new Date(AT),
    maxPageSize: GROUPS_PER_PAGE,
    ledger: { exports: [] },
  });
  const { endpoint, environment, truth } = sandbox;
  const staticCredentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
  };
  const env = {
    ...environment,
    LONGSHORE_STATE_DIRECTORY: folder,
    LONGSHORE_SPEND_CAP_USD: '100',
    LONGSHORE_COST_SOURCES: 'cost-explorer',
  };
  const settings = loadSettings({ env, file: undefined, flags: {} });
  let requests = 0;
  const run = async () => {
    requests = 0;
    const { scopes, paid } = await runCollect({
      settings,
      cwd: folder,
      isAgain: false,
      isDryRun: false,
      openWith: ({ accounts, ...its }) =>
        runtimeOpener({
          settings: { ...its, accounts: { ...accounts, staticCredentials } },
          secrets: new SecretMask(),
          warn: () => undefined,
          clients: { endpointOf: () => endpoint },
        }),
      observer: ({ operation }) => {
        if (operation === 'GetCostAndUsage') requests += 1;
      },
      signal: new AbortController().signal,
      now: () => Date.parse(AT),
    });
    const failed = scopes.find(({ reason }) => reason !== undefined);
    if (failed !== undefined) throw new Error(`${failed.period}: ${failed.reason}`);
    if (paid.requests !== requests)
      throw new Error(`${paid.requests} of ${requests} were recorded`);
    return requests;
  };
  try {
    return { made: await run(), repeated: await run(), expected: fewestRequests(truth) };
  } finally {
    await sandbox.close();
  }
}

await printUsage({ collect });
