import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import type { CollectedScope } from '../../../src/app/cost/collect/collect-report.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import type { LedgerOptions } from '../../../src/sandbox/ledger/ledger-options.ts';
import { bucketOf } from '../../sandbox/ledger/world.ts';
import { CollectWorld } from './collect-world.ts';

const AT = '2026-10-20T12:00:00Z';
const LATER = '2026-10-21T12:00:00Z';
const CAP = { LONGSHORE_SPEND_CAP_USD: '50' };
const CSV = [{ name: 'focus', table: 'FOCUS_1_2_AWS', format: 'csv', months: 1 }] as const;
const PARQUET = [{ ...CSV[0], format: 'parquet' }] as const;

const worlds: CollectWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) {
    expect(await readdir(path.join(world.folder, '.longshore', 'downloads'))).toEqual([]);
    await world[Symbol.asyncDispose]();
  }
});

async function worldWith(ledger: LedgerOptions, env = {}): Promise<CollectWorld> {
  const world = await CollectWorld.create(AT, { ledger }, env);
  worlds.push(world);
  return world;
}

/** All that the store has of the bill, and where it is from. */
function charges(world: CollectWorld): Promise<readonly (readonly unknown[])[]> {
  return world.query(
    `select source_period, source, count(*), count(distinct collected_at), sum(BilledCost), max(collected_at)
     from charges group by 1, 2 order by 1, 2`,
  );
}

function outcomes(scopes: readonly CollectedScope[]): readonly string[] {
  return scopes.map(({ source, period, outcome }) => `${source} ${period ?? '-'} ${outcome}`);
}

const KMS =
  'User: arn:aws:sts::210000000000:assumed-role/reader is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:210000000000:key/1 because no identity-based policy allows the kms:Decrypt action';

test.each<[string, Fault, string, RegExp, RegExp]>([
  [
    'a bucket that is denied',
    { type: 'deny', service: 's3' },
    '- denied',
    /not authorized/,
    /allow s3:ListBucket/,
  ],
  [
    'objects that are denied',
    { type: 'deny', service: 's3', operation: 'GetObject' },
    '2026-10 denied',
    /s3:GetObject/,
    /allow s3:GetObject/,
  ],
  [
    'a key that is denied',
    {
      type: 'error',
      service: 's3',
      operation: 'GetObject',
      code: 'AccessDenied',
      status: 403,
      message: KMS,
    },
    '2026-10 denied',
    /kms:Decrypt/,
    /^allow kms:Decrypt/,
  ],
  [
    'a bucket that does not exist',
    {
      type: 'error',
      service: 's3',
      operation: 'ListObjectsV2',
      code: 'NoSuchBucket',
      status: 404,
      message: 'The specified bucket does not exist',
    },
    '- failed',
    /does not exist/,
    /correct "bucket"/,
  ],
  [
    'S3 that throttles',
    { type: 'throttle', service: 's3' },
    '- failed',
    /Rate exceeded/,
    /run again later/,
  ],
  [
    'cut connections',
    { type: 'reset', service: 's3', operation: 'GetObject' },
    '2026-10 failed',
    /./,
    /run again/,
  ],
])(
  '%s: the old period stays, and the next run goes on',
  async (_, fault, ended, reason, remedy) => {
    // prettier-ignore
    const world = await worldWith({ exports: CSV });
    await world.collect();
    const before = await charges(world);
    world.clock.time = LATER;
    world.sandbox.setFaults([fault]);

    const failed = await world.collect();
    const kept = await charges(world);
    world.sandbox.setFaults([]);
    const next = await world.collect();

    expect(outcomes(failed.scopes)).toEqual([`focus-1.2 ${ended}`]);
    expect(failed.scopes[0]?.reason).toMatch(reason);
    expect(failed.scopes[0]?.remedy).toMatch(remedy);
    expect(kept).toEqual(before);
    expect(outcomes(next.scopes)).toEqual(['focus-1.2 2026-10 complete']);
    expect(await charges(world)).not.toEqual(before);
  },
);

test.each([
  [{ region: 'eu-west-1' }, /specified endpoint/, /correct "region"/],
  [{ name: 'fokus' }, /there is no export/, /check name, prefix and bucket/],
  [{ prefix: 'bills' }, /there is no export/, /check name, prefix and bucket/],
])(
  'an export of the settings that is not at %j fails, and is not paid for',
  async (change, reason, remedy) => {
    // prettier-ignore
    const world = await worldWith({ exports: CSV }, CAP);
    const place = { name: 'focus', bucket: bucketOf(world.sandbox), prefix: 'billing', region: 'us-east-1' }; // prettier-ignore
    const exports = [{ ...place, type: 'focus-1.2', ...change }];

    const { scopes, paid } = await world.collect(
      {},
      { LONGSHORE_COST_EXPORTS: JSON.stringify(exports) },
    );

    expect(outcomes(scopes)).toEqual(['focus-1.2 - failed']);
    expect(scopes[0]?.reason).toMatch(reason);
    expect(scopes[0]?.remedy).toMatch(remedy);
    expect(paid.requests).toBe(0);
  },
);

const MANIFESTS: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  ['half of its JSON', (text) => text.slice(0, text.length / 2), /is no manifest of an export/],
  ['nothing', () => '', /is no manifest of an export: Unexpected end/],
  ['a list', () => '[]', /expected object/],
  ['no files', () => '{"dataFiles": []}', /lists no files/],
  ['files that are numbers', () => '{"dataFiles": [1]}', /expected string/],
  ['a file above the bucket', () => '{"dataFiles": ["s3://b/../x.csv"]}', /lists "\.\.\/x\.csv"/],
  ['a file without a name', () => '{"dataFiles": ["s3://b/"]}', /lists ""/],
  ['a file that is not there', () => '{"dataFiles": ["/etc/passwd.csv"]}', /which is not there/],
];

test('a damaged manifest replaces nothing, and the next one is read', async () => {
  const altered: { manifest?: (text: string) => string } = {};
  const world = await worldWith({
    exports: CSV,
    alterObject: (key, content) =>
      key.endsWith('Manifest.json') && altered.manifest !== undefined
        ? Buffer.from(altered.manifest(content.toString()))
        : content,
  });
  await world.collect();
  const before = await charges(world);
  for (const [index, [, manifest, reason]] of MANIFESTS.entries()) {
    altered.manifest = manifest;
    world.clock.time = new Date(Date.parse(LATER) + index * 12 * 3_600_000).toISOString();

    const { scopes } = await world.collect();

    expect(outcomes(scopes)).toEqual(['focus-1.2 2026-10 failed']);
    expect(scopes[0]?.reason).toMatch(reason);
    expect(scopes[0]?.reason).not.toContain(world.folder);
    expect(scopes[0]?.remedy).toMatch(/run again|check whether/);
  }
  expect(await charges(world)).toEqual(before);
  altered.manifest = (text) => {
    const { dataFiles, ...rest } = JSON.parse(text) as { dataFiles: readonly string[] };
    return JSON.stringify({ ...rest, dataFiles: [...dataFiles, ...dataFiles] });
  };
  world.clock.time = '2026-10-29T12:00:00Z';
  const twice = await world.collect();
  const total = world.sandbox.truth.total({ from: '2026-10-01', to: '2026-11-01' });

  expect(outcomes(twice.scopes)).toEqual(['focus-1.2 2026-10 complete']);
  const [[sum] = []] = await world.query('select sum(BilledCost) from charges');
  expect(Number(sum)).toBeCloseTo(Number(total), 2);
});

test.each([
  ['a broken footer', PARQUET, (content: Buffer) => content.subarray(0, content.length - 5)],
  ['half a GZIP', CSV, (content: Buffer) => content.subarray(0, content.length / 2)],
  ['nothing', CSV, () => Buffer.alloc(0)],
  ['a web page', CSV, () => Buffer.from('<html>no</html>')],
] as const)('a file with %s replaces nothing', async (_, exports, damage) => {
  let isDamaged = false;
  const world = await worldWith({
    exports,
    alterObject: (key, content) =>
      isDamaged && key.includes('-00002.') ? damage(content) : content,
  });
  await world.collect();
  const before = await charges(world);
  isDamaged = true;
  world.clock.time = LATER;

  const { scopes } = await world.collect();

  expect(outcomes(scopes)).toEqual(['focus-1.2 2026-10 failed']);
  expect(scopes[0]?.reason).toContain(`s3://${bucketOf(world.sandbox)}/billing/focus/data/`);
  expect(scopes[0]?.reason).not.toContain(world.folder);
  expect(await charges(world)).toEqual(before);
});

test('an export whose files are newer than its manifest is being written: a later run reads it', async () => {
  const written: { before?: string } = {};
  const world = await worldWith({
    exports: PARQUET,
    alterTime: (key, time) =>
      key.endsWith('Manifest.json') && written.before !== undefined
        ? new Date(written.before)
        : time,
  });
  await world.collect();
  const before = await charges(world);
  written.before = AT;
  world.clock.time = '2026-10-20T18:10:00Z'; // AWS delivers at six

  const changing = await world.collect();
  const kept = await charges(world);
  delete written.before;
  const next = await world.collect();

  expect(outcomes(changing.scopes)).toEqual(['focus-1.2 2026-10 changing']);
  expect(changing.scopes[0]?.reason).toContain('older than the files');
  expect(changing.scopes[0]?.remedy).toContain('in an hour');
  expect(kept).toEqual(before);
  expect(outcomes(next.scopes)).toEqual(['focus-1.2 2026-10 complete']);
});

test('files that were copied after their manifest are read once they have settled', async () => {
  const world = await worldWith({
    exports: PARQUET,
    alterTime: (key, time) => (key.endsWith('Manifest.json') ? new Date(AT) : time),
  });
  world.clock.time = '2026-10-20T18:59:00Z';
  const early = await world.collect();
  world.clock.time = '2026-10-20T19:01:00Z';
  const late = await world.collect();

  expect(outcomes(early.scopes)).toEqual(['focus-1.2 2026-10 changing']);
  expect(outcomes(late.scopes)).toEqual(['focus-1.2 2026-10 complete']);
});

test("the export of a member account does not replace the organization's bill", async () => {
  const only: { member?: string } = {};
  const world = await worldWith({
    exports: CSV,
    alterObject: (key, content) => {
      if (only.member === undefined || key.endsWith('.json')) return content;
      const [header = '', ...lines] = gunzipSync(content).toString().split('\n');
      const its = lines.filter((line) => line.includes(only.member ?? ''));
      return gzipSync([header, ...its, ''].join('\n'));
    },
  });
  await world.collect();
  const before = await charges(world);
  const [[member] = []] = await world.query(
    'select SubAccountId from charges where SubAccountId <> BillingAccountId group by 1 limit 1',
  );
  only.member = String(member);
  world.clock.time = LATER;

  const refused = await world.collect();
  const kept = await charges(world);
  const accepted = await world.collect({}, { LONGSHORE_ACCEPT_LOST_ACCOUNTS: 'true' });
  const accounts = await world.query('select distinct SubAccountId from charges');
  delete only.member;
  world.clock.time = '2026-10-22T12:00:00Z';
  const whole = await world.collect();

  expect(outcomes(refused.scopes)).toEqual(['focus-1.2 2026-10 failed']);
  expect(refused.scopes[0]?.reason).toContain(`of the account ${String(member)} only`);
  expect(refused.scopes[0]?.remedy).toContain('the export of the payer account 210000000000');
  expect(kept).toEqual(before);
  expect(outcomes(accepted.scopes)).toEqual(['focus-1.2 2026-10 complete']);
  expect(accounts).toEqual([[member]]);
  expect(outcomes(whole.scopes)).toEqual(['focus-1.2 2026-10 complete']);
});

test.each<[string, Fault, string, RegExp]>([
  ['denied', { type: 'deny', service: 'ce' }, 'denied', /allow ce:GetCostAndUsage/],
  ['throttled', { type: 'throttle', service: 'ce' }, 'failed', /run again later/],
  [
    'without data',
    {
      type: 'error',
      service: 'ce',
      code: 'DataUnavailableException',
      status: 400,
      message: 'Data is not available',
    },
    'failed',
    /run again later/,
  ],
  [
    'refreshed meanwhile',
    { type: 'error', service: 'ce', code: 'RequestChangedException', status: 400 },
    'failed',
    /run again/,
  ],
])(
  'Cost Explorer that is %s in the middle of a plan: no month is half',
  async (_, fault, outcome, remedy) => {
    // prettier-ignore
    const world = await worldWith({ exports: [] }, CAP);
    const asked = (): number => world.sandbox.calls()['ce:GetCostAndUsage'] ?? 0;
    const first = await world.collect();
    const before = await charges(world);
    world.clock.time = '2026-10-21T21:00:00Z';

    const failed = await world.collect({
      onStep: (step) => {
        if (step.startsWith('Reading 2026-10')) world.sandbox.setFaults([{ ...fault, probability: 0.5 }]); // prettier-ignore
      },
    });
    const kept = await charges(world);
    world.sandbox.setFaults([]);
    world.clock.time = '2026-10-22T21:00:00Z';
    const next = await world.collect();

    expect(outcomes(first.scopes)).toEqual([
      'cost-explorer 2026-10 complete',
      'cost-explorer 2026-09 complete',
    ]);
    expect(outcomes(failed.scopes)).toEqual(['cost-explorer 2026-09 final', `cost-explorer 2026-10 ${outcome}`]); // prettier-ignore
    expect(failed.scopes[1]?.remedy).toMatch(remedy);
    expect(kept).toEqual(before);
    expect(outcomes(next.scopes)).toEqual(['cost-explorer 2026-09 final', 'cost-explorer 2026-10 complete']); // prettier-ignore
    const [[recorded] = []] = await world.query('select sum(requests) from paid_calls');
    expect(Number(recorded)).toBe(asked());
  },
);

test('of collections at once into one state folder, one runs and the other is refused', async () => {
  const world = await worldWith({ exports: [] }, CAP);

  const both = await Promise.allSettled([world.collect(), world.collect()]);

  const done = both.filter(({ status }) => status === 'fulfilled');
  const refused = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  expect(done).toHaveLength(1);
  expect(refused).toEqual([
    expect.stringMatching(/another collection runs|in use by this process/),
  ]);
  const [[recorded] = []] = await world.query('select sum(requests) from paid_calls');
  expect(Number(recorded)).toBe(world.sandbox.calls()['ce:GetCostAndUsage']);
});
