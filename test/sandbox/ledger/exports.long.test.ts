import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetExportCommand, ListExportsCommand } from '@aws-sdk/client-bcm-data-exports';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { assume, failureOf, memberOf } from '../clients.ts';
import { signedRequest } from '../signed-request.ts';
import { bucketOf, bytesOf, Clock, csvRows, exportsOf, keysOf, ledgerSandbox, Manifest, s3Of, sum, sumsBy } from './world.ts'; // prettier-ignore

const clock = new Clock('2026-10-20T12:00:00Z');
const sandbox = await ledgerSandbox(clock, {
  ledger: {
    exports: [
      { name: 'focus', table: 'FOCUS_1_2_AWS', format: 'csv', months: 2 },
      { name: 'focus-parquet', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 2 },
      { name: 'older-focus', table: 'FOCUS_1_0_AWS', format: 'csv', months: 2 },
      { name: 'cur', table: 'COST_AND_USAGE_REPORT', format: 'csv', months: 2 },
      { name: 'report', table: 'legacy-cur', format: 'csv', months: 2 },
    ],
  },
});
const s3 = s3Of(sandbox);
const bucket = bucketOf(sandbox);
const folder = await mkdtemp(join(tmpdir(), 'exports-'));
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});
const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' } as const;

function manifestOf(name: string, month = '2026-09'): string {
  return `billing/${name}/metadata/BILLING_PERIOD=${month}/${name}-Manifest.json`;
}
const REPORT = 'billing/report/20260901-20261001/report-Manifest.json';

const read = new Map<string, Promise<Record<string, string>[]>>();

/** The rows of a manifest's files: read once. */
function rowsOf(manifestKey: string): Promise<Record<string, string>[]> {
  const rows = read.get(manifestKey) ?? csvRows(s3, bucket, manifestKey);
  read.set(manifestKey, rows);
  return rows;
}

const truth = (basis: 'billed' | 'effective' | 'list' | 'contracted', period = SEPTEMBER) =>
  sum([sandbox.truth.total({ ...period, basis })]);

test('a FOCUS export sums to all four costs', async () => {
  const rows = await rowsOf(manifestOf('focus'));

  expect({
    billed: sum(rows.map(({ BilledCost }) => BilledCost)),
    effective: sum(rows.map(({ EffectiveCost }) => EffectiveCost)),
    list: sum(rows.map(({ ListCost }) => ListCost)),
    contracted: sum(rows.map(({ ContractedCost }) => ContractedCost)),
  }).toEqual({
    billed: truth('billed'),
    effective: truth('effective'),
    list: truth('list'),
    contracted: truth('contracted'),
  });
  expect(rows.length).toBeGreaterThan(1_000);
});

test('a FOCUS 1.0 export and a CUR agree with it by account', async () => {
  const focus = await rowsOf(manifestOf('older-focus'));
  const cur = await rowsOf(manifestOf('cur'));
  const report = await rowsOf(REPORT);
  const wanted = Object.fromEntries(
    sandbox.truth
      .totals({ ...SEPTEMBER, groupBy: ['LINKED_ACCOUNT'] })
      .map(({ keys, amount }) => [keys[0] ?? '', sum([amount])]),
  );

  expect(sumsBy(focus, ({ SubAccountId = '' }) => SubAccountId, ({ BilledCost }) => BilledCost)).toEqual(wanted); // prettier-ignore
  expect(sumsBy(cur, (row) => row['line_item_usage_account_id'] ?? '', (row) => row['line_item_unblended_cost'])).toEqual(wanted); // prettier-ignore
  expect(sumsBy(report, (row) => row['lineItem/UsageAccountId'] ?? '', (row) => row['lineItem/UnblendedCost'])).toEqual(wanted); // prettier-ignore
});

test('the amortized cost of a CUR is what AWS documents', async () => {
  const rows = await rowsOf(manifestOf('cur'));

  const amortized = rows.map((row) => {
    const at = (name: string): bigint => sum([row[name] === '' ? '0' : row[name]]);
    const type = row['line_item_line_item_type'] ?? '';
    if (['SavingsPlanNegation', 'SavingsPlanUpfrontFee'].includes(type)) return 0n;
    if (type === 'SavingsPlanCoveredUsage') return at('savings_plan_savings_plan_effective_cost');
    if (type === 'SavingsPlanRecurringFee') {
      return at('savings_plan_total_commitment_to_date') - at('savings_plan_used_commitment');
    }
    if (type === 'DiscountedUsage') return at('reservation_effective_cost');
    if (type === 'RIFee') {
      return (
        at('reservation_unused_amortized_upfront_fee_for_billing_period') +
        at('reservation_unused_recurring_fee')
      );
    }
    const isUpfront = type === 'Fee' && row['reservation_reservation_a_r_n'] !== '';
    return isUpfront ? 0n : at('line_item_unblended_cost');
  });

  expect(amortized.reduce((total, one) => total + one, 0n)).toBe(truth('effective'));
});

test('rate times usage is the cost of every line of usage', async () => {
  const rows = await rowsOf(manifestOf('cur'));

  const wrong = rows.filter((row) => {
    if (row['line_item_line_item_type'] !== 'Usage') return false;
    const cost = Number(row['line_item_unblended_rate']) * Number(row['line_item_usage_amount']);
    return Math.abs(cost - Number(row['line_item_unblended_cost'])) > 1e-9;
  });

  expect(wrong).toEqual([]);
});

test('a Parquet file has the rows of the CSV file, with types', async () => {
  const text = (await bytesOf(s3, bucket, manifestOf('focus-parquet'))).toString();
  const [first = ''] = Manifest.parse(JSON.parse(text)).dataFiles ?? [];
  const path = join(folder, 'part.snappy.parquet');
  await writeFile(path, await bytesOf(s3, bucket, first.slice(`s3://${bucket}/`.length)));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll(
    `select count(*)::INT, round(sum(BilledCost), 6), typeof(any_value(Tags)), typeof(any_value(ChargePeriodStart)) from '${path}'`,
  );
  connection.closeSync();
  instance.closeSync();
  const accountIds = [sandbox.managementAccountId];
  const half = { from: '2026-09-01', to: '2026-09-16', accountIds };

  const [[count, cost, ...types] = []] = rows.getRows();
  expect(count).toBeGreaterThan(100);
  expect(cost).toBeCloseTo(Number(sandbox.truth.total(half)), 5);
  expect(types).toEqual(['MAP(VARCHAR, VARCHAR)', 'TIMESTAMP']);
});

test('lists objects by prefix, in pages and by folder', async () => {
  const keys = await keysOf(s3, bucket, 'billing/report/');
  const { CommonPrefixes = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: 'billing/', Delimiter: '/' }),
  );
  const page = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: 'billing/report/', MaxKeys: 2 }),
  );

  expect(CommonPrefixes.map(({ Prefix }) => Prefix)).toEqual(
    ['cur', 'focus-parquet', 'focus', 'older-focus', 'report'].map((name) => `billing/${name}/`),
  ); // prettier-ignore
  expect(keys.filter((key) => key.endsWith('Manifest.json'))).toHaveLength(4);
  expect(page).toMatchObject({ IsTruncated: true, KeyCount: 2 });
});

test('serves ranges, and tells size and version beforehand', async () => {
  const Key = manifestOf('focus');
  const whole = await bytesOf(s3, bucket, Key);
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
  const part = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, Range: 'bytes=5-14' }));

  expect(head.ContentLength).toBe(whole.length);
  expect(part.ContentRange).toBe(`bytes 5-14/${whole.length}`);
  expect(await part.Body?.transformToString()).toBe(whole.subarray(5, 15).toString());
  const IfMatch = '"0000"';
  expect(await failureOf(s3.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch })))).toMatchObject({ status: 412 }); // prettier-ignore
  expect(await failureOf(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'none' })))).toMatchObject({ name: 'NoSuchKey' }); // prettier-ignore
});

test('only the payer may read it', async () => {
  const member = s3Of(sandbox, await assume(sandbox, memberOf(sandbox)));

  expect(await failureOf(member.send(new ListObjectsV2Command({ Bucket: bucket })))).toMatchObject({
    status: 403,
  });
});

test('Data Exports tells where exports are', async () => {
  const client = exportsOf(sandbox);
  const { Exports = [] } = await client.send(new ListExportsCommand({}));
  const { Export } = await client.send(new GetExportCommand({ ExportArn: Exports[0]?.ExportArn }));

  expect(Exports.map(({ ExportName }) => ExportName)).toEqual(['focus', 'focus-parquet', 'older-focus', 'cur']); // prettier-ignore
  expect(Export).toMatchObject({
    Name: 'focus',
    DataQuery: { QueryStatement: expect.stringMatching(/^SELECT AvailabilityZone, .* FROM FOCUS_1_2_AWS$/) },
    DestinationConfigurations: { S3Destination: { S3Bucket: bucket, S3Prefix: 'billing' } },
  }); // prettier-ignore
});

test('older reports are in an API of their own', async () => {
  const request = await signedRequest(sandbox.endpoint, {
    method: 'POST',
    service: 'cur',
    region: 'us-east-1',
    body: '{}',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSOrigamiServiceGatewayService.DescribeReportDefinitions',
    },
  });
  const answer: unknown = await (await fetch(sandbox.endpoint, request)).json();

  expect(answer).toMatchObject({
    ReportDefinitions: [{ ReportName: 'report', S3Bucket: bucket, S3Prefix: 'billing' }],
  });
});

test('the current month is rewritten in place; a final month never changes', async () => {
  const current = manifestOf('focus', '2026-10');
  const before = await bytesOf(s3, bucket, current);
  const final = await bytesOf(s3, bucket, manifestOf('focus'));
  const report = await keysOf(s3, bucket, 'billing/report/20261001');
  clock.time = '2026-10-21T12:00:00Z';
  const after = await bytesOf(s3, bucket, current);

  expect(after.equals(before)).toBe(false);
  expect(Manifest.parse(JSON.parse(after.toString())).dataFiles).toEqual(
    Manifest.parse(JSON.parse(before.toString())).dataFiles,
  );
  expect((await bytesOf(s3, bucket, manifestOf('focus'))).equals(final)).toBe(true);
  expect(await keysOf(s3, bucket, 'billing/report/20261001')).not.toEqual(report); // a new assembly
  clock.time = '2026-10-20T12:00:00Z';
  expect(await bytesOf(s3, bucket, current)).toEqual(before);
});

test('can have fewer columns, lost files and broken files', async () => {
  const exports = [
    { name: 'small', table: 'FOCUS_1_2_AWS', format: 'csv', months: 1, columns: ['BilledCost', 'SubAccountId'] },
  ] as const;
  const alterObject = (key: string, content: Buffer): Buffer =>
    key.endsWith('00002.csv.gz') ? content.subarray(0, 40) : content;
  await using broken = await ledgerSandbox(clock, { ledger: { exports, alterObject } });
  const client = s3Of(broken);
  const [first = '', second = ''] = await keysOf(client, bucketOf(broken), 'billing/small/data/');
  const header = gunzipSync(await bytesOf(client, bucketOf(broken), first)).toString().split('\n')[0];

  expect(header).toBe('BilledCost,SubAccountId');
  expect(await bytesOf(client, bucketOf(broken), second)).toHaveLength(40);
  broken.setFaults([{ type: 'gone', resource: first }]);
  expect(await failureOf(bytesOf(client, bucketOf(broken), first))).toMatchObject({ name: 'NoSuchKey' });
}); // prettier-ignore
