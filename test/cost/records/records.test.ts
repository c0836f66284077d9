import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CostRecords } from '../../../src/app/cost/records/cost-records.ts';
import { RunStoreAccess } from '../../../src/app/store/run-store-access.ts';
import type { StoreReader } from '../../../src/app/store/store-reader.ts';
import { loadRules } from '../../../src/app/cost/findings/load-rules.ts';
import { CostAnomaly } from '../../../src/core/exporters/longshore/cost-anomaly.ts';
import { CostFinding } from '../../../src/core/exporters/longshore/cost-finding.ts';
import type { StoredRecord } from '../../../src/core/exporters/stored-records.ts';
import { ADVICE_COLLECTIONS, AWS_ANOMALIES } from '../../../src/store/advice-tables.ts';
import { COST_ANOMALIES } from '../../../src/store/anomaly-tables.ts';
import { FINDING_SCOPES } from '../../../src/store/finding-tables.ts';
import type { Store } from '../../../src/store/store.ts';
import type { StoredTable } from '../../../src/store/stored-table.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';

const ACCOUNT = '210000000001';
const PAYER = '210000000000';
const NOW = Date.parse('2026-11-20T10:00:00Z');
const signal = new AbortController().signal;

let opened: TemporaryStore;
let records: CostRecords;

beforeEach(async () => {
  opened = await openDuckDb();
  const { store } = opened;
  const borrowed: StoreReader = {
    query: (...question) => store.query(...question),
    parquet: (...question) => store.parquet(...question),
    tables: () => store.tables(),
    changesSince: (...question) => store.changesSince(...question),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const access = new RunStoreAccess(() => Promise.resolve(borrowed));
  records = new CostRecords({ access, now: () => NOW });
});
afterEach(async () => {
  await opened[Symbol.asyncDispose]();
});

/** Replaces a part of a table by one row; columns that are not given are null. */
async function put(
  table: StoredTable,
  values: Readonly<Record<string, string | number | boolean | null>>,
): Promise<void> {
  const store: Store = opened.store;
  const row = table.columns.map(({ name }) => values[name] ?? null);
  // eslint-disable-next-line @typescript-eslint/require-await -- the store takes rows as they come
  async function* rows() {
    yield [row];
  }
  await store.replacePart(table, PAYER, rows() as never, signal);
}

async function all(kind: string): Promise<readonly StoredRecord[]> {
  const found: StoredRecord[] = [];
  for await (const page of records.pages({ kind, accountId: ACCOUNT }, signal)) found.push(...page);
  return found;
}

const OWN = {
  ...{ id: 'a1', payer: PAYER, account: ACCOUNT, service: 'AmazonEC2', region: 'eu-west-1' },
  ...{ method: 'seasonal', rule: 'day', direction: 'up', severity: 'high', state: 'open' },
  ...{ is_provisional: false, is_new_level: true, starts_on: '2026-11-02', ends_on: '2026-11-05' },
  ...{ detected_on: '2026-11-02', expected: '10', actual: '30.5', upper_limit: '12', impact: '61' },
  ...{ score: 9.5, currency: 'USD', basis: 'EffectiveCost', explanation: '[]', detail: '{}' },
  ...{ first_seen: NOW, last_seen: NOW },
};
const AWS = {
  ...{ payer: PAYER, id: 'x', monitor_arn: 'arn:aws:ce::1:anomalymonitor/1', currency: 'USD' },
  ...{ starts_at: Date.parse('2026-11-01'), account: ACCOUNT, service: 'Amazon EC2', impact: '7' },
  ...{ detail: '{}', read_at: NOW },
};
const COLLECTED = {
  ...{ source: 'anomalies', account: PAYER, outcome: 'complete', items: 1, collected_at: NOW },
  tried_at: NOW,
};

describe('anomalies', () => {
  test('those of AWS and our own stand beside each other, each with basis, currency, period and source', async () => {
    await put(COST_ANOMALIES, OWN);
    await put(AWS_ANOMALIES, AWS);
    await put(ADVICE_COLLECTIONS, COLLECTED);

    const found = await all('Longshore::Cost::Anomaly');

    expect(found.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        ...{ Id: 'aws/x', Source: 'aws', AccountId: ACCOUNT, Impact: 7, Currency: 'USD' },
        ...{ Basis: 'BilledCost', Period: 'since 2026-11-01', State: 'open' },
      }),
      expect.objectContaining({
        ...{ Id: 'longshore/a1', Source: 'longshore', Expected: 10, Actual: 30.5, Impact: 61 },
        ...{ Basis: 'EffectiveCost', Period: '2026-11-02 to 2026-11-05', IsNewLevel: true },
      }),
    ]);
    for (const { properties } of found)
      expect(CostAnomaly.schema.safeParse(properties).success).toBe(true);
  });

  test('a missing one is over where the last complete answer covers its days, and only there', async () => {
    await put(ADVICE_COLLECTIONS, COLLECTED);

    const answers = await records.find(
      { kind: 'Longshore::Cost::Anomaly', accountId: ACCOUNT },
      [
        ['aws', PAYER, '2026-11-01', 'aws/x'],
        ['aws', PAYER, '2026-06-01', 'aws/old'],
        ['aws', '210000000009', '2026-11-01', 'aws/other'],
        ['longshore', PAYER, '2026-11-01', 'longshore/a1'],
      ],
      signal,
    );

    expect(answers.map(({ status }) => status)).toEqual([
      'gone',
      'unproven',
      'unproven',
      'unproven',
    ]);
  });

  test('before anything was collected, they are not enabled', async () => {
    await expect(all('Longshore::Cost::Anomaly')).rejects.toMatchObject({
      failure: { class: 'not-configured', code: 'NotEnabled' },
    });
  });
});

describe('a missing finding', () => {
  async function statusOf(kind: string, region: string): Promise<unknown> {
    const of = { kind: 'Longshore::Cost::Finding', accountId: ACCOUNT };
    const [answer] = await records.find(of, [[kind, region, 'rule-0123456789ab']], signal);
    return answer?.status;
  }
  const PLACE = { account: ACCOUNT, region: 'eu-west-1', kind: 'AWS::EC2::Volume', resources: 0 };

  test.each([
    ['judged again', { evaluated_at: NOW }, 'gone'],
    ['kept from before', { evaluated_at: NOW, stale: 'access denied' }, 'unproven'],
    ['never judged', { stale: null }, 'unproven'],
  ])('whose place was %s', async (_, how, status) => {
    await put(FINDING_SCOPES, { ...PLACE, ...how });

    expect(await statusOf('AWS::EC2::Volume', 'eu-west-1')).toBe(status);
    expect(await statusOf('AWS::EC2::Volume', 'us-east-1')).toBe('unproven');
    expect(await statusOf('AWS::EC2::Instance', 'eu-west-1')).toBe('unproven');
  });
});

test('every kind that rules judge has a relation to its entity', async () => {
  // What an account has purchased, or uses on demand, is no entity.
  const kinds = [...(await loadRules()).keys()].filter((kind) => kind.startsWith('AWS::')).sort();

  const related = Object.values(CostFinding.entity?.relations ?? {}).map(({ to }) => to);

  expect(related.sort()).toEqual(kinds);
});
