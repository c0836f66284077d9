import { copyFile, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { BillWorld, curRow, focusRow, type ExportRow } from './bill-world.ts';

let world: BillWorld;
beforeEach(async () => {
  world = await BillWorld.create();
});
afterEach(() => world[Symbol.asyncDispose]());

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];

/** Nothing was stored by an import that failed. */
async function expectNothing(): Promise<void> {
  const found = await world.run(['query', 'select count(*) as n from charges', '--format', 'json']);
  if (found.exitCode === 0) expect(JSON.parse(found.stdout)).toEqual([{ n: 0 }]);
}

describe('an import', () => {
  test('says what it finds and replaces, and changes nothing in a dry run', async () => {
    const file = await world.csv('one.csv', [focusRow(), focusRow({ BilledCost: '0.75' })]);

    const dry = await world.must(['cost', 'import', file, '--dry-run']);
    await expectNothing();
    const first = await world.must(['cost', 'import', file]);
    await world.csv('one.csv', [focusRow({ BilledCost: '7' })]);
    const second = await world.must(['cost', 'import', file]);

    expect(dry).toContain('Would import 2 charges of 1 billing period');
    expect(dry).toMatch(
      /210000000000 +2026-10 +2 +2\.00 +2\.00 +5\.00 +2\.50 +USD +focus-1\.2 one\.csv/,
    );
    expect(first).toContain('Imported 2 charges of 1 billing period');
    expect(second).toContain(
      '210000000000 2026-10: replaced 2 charges of focus-1.2 one.csv (BilledCost 2.00 USD)',
    );
    const { totals } = await world.show(OCTOBER);
    expect(totals.map(({ total }) => total)).toEqual(['7']);
  });

  test('replaces the periods that it has, and no others', async () => {
    const september = {
      BillingPeriodStart: '2026-09-01T00:00:00Z',
      BillingPeriodEnd: '2026-10-01T00:00:00Z',
    };
    await world.must([
      ...['cost', 'import'],
      await world.csv('both.csv', [focusRow(), focusRow({ ...september, BilledCost: '3' })]),
    ]);

    await world.must([
      'cost',
      'import',
      await world.csv('next.csv', [focusRow({ BilledCost: '5' })]),
    ]);

    const { rows } = await world.show([
      '--from',
      '2026-09',
      '--to',
      '2026-10',
      '--granularity',
      'monthly',
    ]);
    expect(rows.map(({ time, amount }) => [time, amount])).toEqual([
      ['2026-09', '3'],
      ['2026-10', '5'],
    ]);
  });

  test('never has a period from two sources: the better one stays', async () => {
    const focus = await world.csv('focus.csv', [focusRow()]);
    const cur = await world.csv('cur.csv', [curRow()]);
    await world.must(['cost', 'import', cur]);

    const better = await world.must(['cost', 'import', focus]);
    const worse = await world.must(['cost', 'import', cur]);
    const both = await world.must(['cost', 'import', cur, focus]);

    expect(better).toContain('replaced 1 charge of cur-2.0 cur.csv');
    for (const text of [worse, both]) {
      expect(text).toContain('not imported from cur-2.0');
      expect(text).toContain('because focus-1.2 has the same period and comes first');
    }
    expect(await world.query('select source, BilledCost from charges')).toEqual([
      { source: 'focus-1.2', BilledCost: '1.25' },
    ]);
  });

  test('leaves out what is older than the store keeps, and removes it', async () => {
    const file = await world.csv('old.csv', [
      focusRow(),
      focusRow({
        BillingPeriodStart: '1999-12-01T00:00:00Z',
        BillingPeriodEnd: '2000-01-01T00:00:00Z',
      }),
    ]);
    await world.must(['cost', 'import', file]);
    expect(await world.query('select count(*) as n from charges')).toEqual([{ n: 2 }]);

    const text = await world.must(['cost', 'import', file], { LONGSHORE_COST_RETENTION: '240' });

    expect(text).toContain('1999-12: not imported, because it is older than the store keeps');
    expect(await world.query('select source_period from charges')).toEqual([
      { source_period: '2026-10' },
    ]);
  });

  test('reads doubles by their shortest decimal form, and texts as they are', async () => {
    const amounts = fc.oneof(
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
      fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((units) => units / 1e10),
      fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((units) => units / 1e29),
      fc.constantFrom(0.1 + 0.2, 1e-7, 5e-19, 499_999.99999999994, 500_000.0000000001, -0),
    );
    const doubles = fc.sample(amounts, { numRuns: 2_000, seed: 7 });
    const columns = Object.entries(focusRow()).map(([name, value]) =>
      value === null ? `null::varchar as ${name}` : `'${value}' as ${name}`,
    );
    const rest = columns.filter(
      (column) => !/ (?:BilledCost|EffectiveCost|ResourceId)$/.test(column),
    );
    const values = doubles.map((value, id) => `(${id}, '${value}'::double, '${value}')`).join(', ');
    const file = await world.parquet(
      'doubles.parquet',
      `select ${rest.join(', ')}, v as BilledCost, t as EffectiveCost, id::varchar as ResourceId
       from (values ${values}) as one (id, v, t)`,
    );

    await world.must(['cost', 'import', file]);

    const found = await world.query(
      'select BilledCost, EffectiveCost from charges order by cast(ResourceId as integer)',
    );
    const exact = doubles.map(shortestRounded);
    expect(found).toEqual(exact.map((text) => ({ BilledCost: text, EffectiveCost: text })));
  });

  test('reads Parquet with the types of AWS: doubles, times without a zone, maps', async () => {
    const file = await world
      .parquet(
        'aws.parquet',
        `select 0.1::double as BilledCost, 0.3::double as EffectiveCost, '210000000000' as BillingAccountId,
         'USD' as BillingCurrency, timestamp_ms '2026-11-01' as BillingPeriodEnd, timestamp_ms '2026-10-01' as BillingPeriodStart,
         'Usage' as ChargeCategory, timestamp '2026-10-02' as ChargePeriodEnd, timestamp_ns '2026-10-01' as ChargePeriodStart,
         map {'user:team': 'a"b', 'none': null, 'aws:createdBy': 'x,"user:y'} as Tags, map {'EDP': 0.5::double} as x_Discounts,
         'AmazonS3' as x_ServiceCode, 'EU-Bytes' as x_UsageType`,
      )
      .catch((error: unknown) => {
        throw error;
      });
    const missing = await world.run(['cost', 'import', file]);
    expect(missing.exitCode).toBe(0);

    expect(
      await world.query(
        `select BilledCost, EffectiveCost, ChargePeriodStart, ChargePeriodEnd, Tags, x_Discounts, ServiceCategory,
           ServiceName, x_UsageType, ListCost, source, is_final from charges`,
      ),
    ).toEqual([
      {
        BilledCost: '0.1',
        EffectiveCost: '0.3',
        ChargePeriodStart: '2026-10-01T00:00:00.000Z',
        ChargePeriodEnd: '2026-10-02T00:00:00.000Z',
        Tags: { team: 'a"b', 'aws:createdBy': 'x,"user:y' },
        x_Discounts: '{"EDP":0.5}',
        ServiceCategory: 'Other',
        ServiceName: null,
        x_UsageType: 'EU-Bytes',
        ListCost: null,
        source: 'focus-1.0',
        is_final: false,
      },
    ]);
  });

  test('goes through the files of an export together, whatever optional columns each has', async () => {
    const { Tags, ListCost, ...fewer } = focusRow({ BilledCost: '2' });
    await world.csv('all/a.csv', [focusRow()]);
    await world.csv('all/b.csv', [{ ...fewer, x_New: `${Tags ?? ''}${ListCost ?? ''}` }]);
    await world.csv('all/ignored.txt', [focusRow({ BilledCost: '99' })]);

    await world.must(['cost', 'import', 'all']);

    const { totals } = await world.show(OCTOBER);
    expect(totals[0]?.total).toBe('3.25');
    expect(await world.query('select count(*) as n from charges where ListCost is null')).toEqual([
      { n: 1 },
    ]);
  });

  test('follows links, and leaves no copies', async () => {
    const file = await world.csv('far/one.csv', [focusRow()]);
    await symlink(file, path.join(world.folder, 'link.csv'));

    await world.must(['cost', 'import', 'link.csv']);

    expect(await world.query('select count(*) as n from charges')).toEqual([{ n: 1 }]);
    expect(await readdir(path.join(world.folder, '.longshore', 'exports'))).toEqual([]);
  });
});

describe('a manifest', () => {
  const manifest = (name: string, keys: readonly string[]): string =>
    JSON.stringify({
      exportName: name,
      dataFiles: keys.map((key) => `s3://bucket/prefix/${name}/${key}`),
    });

  test('says which files count; the one nearest to the top is current', async () => {
    const partition = 'BILLING_PERIOD=2026-10';
    await world.csv(`bill/data/${partition}/new/1.csv`, [focusRow()]);
    await world.csv(`bill/data/${partition}/new/2.csv`, [focusRow({ BilledCost: '2' })]);
    await world.csv(`bill/data/${partition}/old/1.csv`, [focusRow({ BilledCost: '99' })]);
    const meta = path.join(world.folder, 'bill/metadata', partition);
    await mkdir(path.join(meta, 'old'), { recursive: true });
    const current = [`data/${partition}/new/1.csv`, `data/${partition}/new/2.csv`];
    await writeFile(path.join(meta, 'bill-Manifest.json'), manifest('bill', current));
    await writeFile(
      path.join(meta, 'old', 'bill-Manifest.json'),
      manifest('bill', [`data/${partition}/old/1.csv`]),
    );

    const text = await world.must(['cost', 'import', 'bill']);

    expect(text).toContain('focus-1.2 bill');
    expect((await world.show(OCTOBER)).totals[0]?.total).toBe('3.25');
  });

  test.each([
    [
      'a file that is not there',
      manifest('bill', ['data/1.csv', 'data/2.csv']),
      'data/2.csv, which is not there',
    ],
    ['no files', manifest('bill', []), 'lists no files'],
    ['a path out of the folder', manifest('bill', ['../../etc/1.csv']), 'is no manifest'],
    ['something else', '{"reports":[]}', 'neither reportKeys nor dataFiles'],
    ['half of itself', '{"dataFiles":["s3://b/1', 'is no manifest of an export'],
  ])('with %s is an error, and nothing is stored', async (_, text, problem) => {
    await world.csv('bill/data/1.csv', [focusRow()]);
    await writeFile(path.join(world.folder, 'bill', 'bill-Manifest.json'), text);

    const { exitCode, stderr } = await world.run(['cost', 'import', 'bill']);

    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(problem)]);
    await expectNothing();
  });
});

describe('an export that cannot be read whole is an error with file and column, and nothing is stored', () => {
  test.each<[string, ExportRow, string]>([
    [
      'an amount',
      { BilledCost: 'ten' },
      'bad.csv: the column BilledCost has "ten", which is not an amount',
    ],
    ['not a number', { EffectiveCost: 'NaN' }, 'the column EffectiveCost has "NaN"'],
    ['an amount that is too large', { BilledCost: '1e30' }, 'the column BilledCost has "1e30"'],
    [
      'a time',
      { ChargePeriodStart: 'yesterday' },
      'the column ChargePeriodStart has "yesterday", which is not a time',
    ],
    ['tags', { Tags: '{"team":' }, 'the column Tags has "{\\"team\\":", which is not tags by name'],
    ['no account', { BillingAccountId: null }, 'the column BillingAccountId has no value in a row'],
    ['no cost', { BilledCost: null }, 'the column BilledCost has no value in a row'],
  ])('%s', async (_, change, problem) => {
    const file = await world.csv('bad.csv', [focusRow(), focusRow(change)]);

    const { exitCode, stderr } = await world.run(['cost', 'import', file]);

    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(problem)]);
    await expectNothing();
  });

  test.each<[string, string, (file: string) => Promise<void>, string]>([
    ['half a GZIP', 'x.csv.gz', half, 'is damaged or was cut off'],
    ['a GZIP with a wrong checksum', 'x.csv.gz', (file) => damage(file, -6), 'is damaged'],
    ['a broken footer', 'x.parquet', half, 'x.parquet'],
    ['another format', 'x.parquet', (file) => writeFile(file, 'a,b\n1,2\n'), 'x.parquet'],
    ['an empty file', 'x.csv', (file) => truncate(file, 0), 'is empty'],
    ['only names of columns', 'x.csv', headOnly, 'has no charges'],
    ['a row that is too short', 'x.csv', (file) => append(file, 'a,b\n'), 'x.csv'],
    ['a ZIP', 'x.csv.zip', (file) => writeFile(file, 'PK'), 'is a ZIP file'],
    ['an unknown format', 'x.xlsx', (file) => writeFile(file, 'PK'), 'is of an unknown format'],
    [
      'no bill',
      'x.csv',
      (file) => writeFile(file, 'a,b\n1,2\n'),
      'is no bill: its columns begin with a, b',
    ],
    ['a missing column', 'x.csv', withoutCost, 'the column EffectiveCost must be there'],
  ])('%s', async (_, name, spoil, problem) => {
    const rows = Array.from({ length: 500 }, (__, id) => focusRow({ ResourceId: `i-${id}` }));
    const plain = await world.csv('plain.csv', rows);
    const file = path.join(world.folder, name);
    if (name.endsWith('.gz')) await writeFile(file, gzipSync(await readFile(plain)));
    else if (name.endsWith('.parquet')) await world.parquet(name, `select * from '${plain}'`);
    else await copyFile(plain, file);
    await spoil(file);

    const { exitCode, stderr } = await world.run(['cost', 'import', name]);

    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(problem)]);
    expect(stderr).toContain('\n  fix: ');
    expect(stderr).not.toContain('exports/import-');
    await expectNothing();
  });

  test('a column of another type', async () => {
    const file = await world.parquet(
      'odd.parquet',
      `select * replace (true as BilledCost) from '${await world.csv('plain.csv', [focusRow()])}'`,
    );

    const { exitCode, stderr } = await world.run(['cost', 'import', file]);

    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('the column BilledCost has the type BOOLEAN, which is not an amount'),
    ]);
  });

  test('a file that is not there', async () => {
    const { exitCode, stderr } = await world.run(['cost', 'import', 'nothing.csv']);

    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('nothing.csv: does not exist')]);
  });
});

test.each([
  [['cost', 'import', 'x.csv', '--type', 'focus-9'], '--type'],
  [['cost', 'show', '--from', '2026-13'], 'is not a date'],
  [['cost', 'show', '--to', '2026-02-30'], 'is not a date'],
  [['cost', 'show', '--from', '2026-10-02', '--to', '2026-10-01'], 'is before --from'],
  [['cost', 'show', '--group-by', 'team'], 'use service, account'],
  [['cost', 'show', '--group-by', 'tag:'], 'is not known'],
  [['cost', 'show', '--group-by', 'service,service'], 'service is given twice'],
  [['cost', 'show', '--filter', 'service'], 'is not a filter'],
  [['cost', 'show', '--filter', 'colour=red'], 'is not known'],
  [['cost', 'show', '--basis', 'net'], 'must be billed, effective, list or contracted'],
  [['cost', 'show', '--granularity', 'hourly'], 'must be total, monthly or daily'],
  [['cost', 'export', 'bill.txt'], 'end it in .parquet or .csv'],
  [['cost', 'export', 'bill.csv', '--format', 'focus-2.0'], 'must be focus-1.2'],
])('%j is wrong usage, with the fix', async (args, problem) => {
  const { exitCode, stderr } = await world.run(args);

  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(problem)]);
});

describe('the bill', () => {
  const rows = (): readonly ExportRow[] => [
    focusRow(),
    focusRow({
      BilledCost: '10',
      ServiceName: 'Amazon S3',
      x_ServiceCode: 'AmazonS3',
      ResourceId: null,
    }),
    focusRow({ BilledCost: '-3', ChargeCategory: 'Credit', ResourceId: null, Tags: null }),
    focusRow({ BilledCost: '0.5', ChargeCategory: 'Tax', ResourceId: null, ListCost: null }),
    focusRow({
      BilledCost: '4',
      BillingCurrency: 'EUR',
      SubAccountId: '210000000002',
      RegionId: null,
    }),
    focusRow({ BilledCost: '0.001', ChargePeriodStart: '2026-11-01T00:00:00Z' }),
  ];

  test('shows credits, taxes and what is not tied to a resource apart', async () => {
    await world.must(['cost', 'import', await world.csv('bill.csv', rows())]);

    const text = await world.must(['cost', 'show', ...OCTOBER]);
    const { totals } = await world.show(OCTOBER);

    expect(totals).toEqual([
      expect.objectContaining({ currency: 'EUR', total: '4', withoutResource: '0' }),
      {
        currency: 'USD',
        charges: '11.251',
        credits: '-3',
        taxes: '0.5',
        total: '8.751',
        withoutResource: '7.5',
        chargesWithoutBasis: 0,
      },
    ]);
    expect(text).toMatch(/Credits +-3\.00 USD\nTaxes +0\.50 USD\nTotal USD +8\.75 USD/);
    expect(text).toMatch(/Not tied to a resource +7\.50 USD/);
    expect(text).toContain(
      'basis BilledCost, currency EUR, USD, billing periods 2026-10 to 2026-10; from bill.csv (focus-1.2)',
    );
    expect(text).toContain('no period is final');
  });

  test('says how many charges do not have the basis', async () => {
    await world.must(['cost', 'import', await world.csv('bill.csv', rows())]);

    const text = await world.must(['cost', 'show', ...OCTOBER, '--basis', 'list']);

    expect(text).toContain('1 charge in USD without ListCost, not in the total');
  });

  test('is that of days when it is asked for days', async () => {
    await world.must(['cost', 'import', await world.csv('bill.csv', rows())]);

    const { rows: shown, totals } = await world.show([
      ...[
        '--from',
        '2026-10-05',
        '--to',
        '2026-11-01',
        '--granularity',
        'daily',
        '--filter',
        'service=AmazonEC2',
      ],
      ...['--filter', 'account=210000000001', '--filter', 'charge_category=Usage'],
    ]);

    expect(shown.map(({ time, amount }) => [time, amount])).toEqual([
      ['2026-10-05', '1.25'],
      ['2026-11-01', '0.001'],
    ]);
    expect(totals[0]?.total).toBe('1.251');
  });

  test('is final as far as its invoices are issued', async () => {
    const final = { InvoiceId: '42', BillingPeriodStart: '2026-09-01T00:00:00Z' };
    await world.must([
      ...['cost', 'import'],
      await world.csv('bill.csv', [focusRow(), focusRow(final)]),
    ]);

    expect((await world.show(['--from', '2026-09', '--to', '2026-10'])).finalUntil).toBe('2026-09');
    expect((await world.show(OCTOBER)).finalUntil).toBeNull();
  });

  test('adds up in every grouping, whatever the charges are', async () => {
    const values = fc.constantFrom('a', "b'c", 'd"e', '(no region)', 'ü', null);
    const charge = fc.record({
      BilledCost: fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((units) => `${units}e-10`),
      ChargeCategory: fc.constantFrom('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'),
      BillingCurrency: fc.constantFrom('USD', 'EUR'),
      ServiceName: values,
      RegionId: values,
      ResourceId: values,
      SubAccountId: values,
      Tags: fc.constantFrom(
        null,
        '{}',
        '{"team":"x"}',
        '{"team":""}',
        '{"team":null}',
        '{"user:team":"y"}',
      ),
      ChargePeriodStart: fc.constantFrom(
        '2026-10-05T00:00:00Z',
        '2026-10-31T23:00:00Z',
        '2026-09-30T23:00:00Z',
      ),
    });
    const groups = [
      'service',
      'account',
      'region',
      'resource',
      'usage_type',
      'category',
      'charge_category',
      'tag:team',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(charge, { minLength: 1, maxLength: 30 }),
        fc.subarray(groups, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('total', 'monthly', 'daily'),
        async (charges, by, granularity) => {
          const file = await world.csv('any.csv', charges.map(focusRow));
          await world.must(['cost', 'import', file], { LONGSHORE_ACCEPT_LOST_ACCOUNTS: 'true' });

          const shown = await world.show([
            ...OCTOBER,
            '--group-by',
            by.join(','),
            '--granularity',
            granularity,
          ]);

          for (const { currency, credits, taxes, total } of shown.totals) {
            const own = charges.filter(({ BillingCurrency }) => BillingCurrency === currency);
            expect(total).toBe(
              decimalText(sumOf(own.map(({ BilledCost }) => decimal(BilledCost)))),
            );
            const inRows = shown.rows
              .filter((row) => row.currency === currency)
              .map(({ amount }) => amount);
            const apart = by.includes('charge_category') ? [] : [credits, taxes];
            expect(decimalText(sumOf([...inRows, ...apart].map((text) => decimal(text))))).toBe(
              total,
            );
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

/** The shortest decimal form of a double, rounded half away from zero at the 18th digit after the point. */
function shortestRounded(value: number): string {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const places = fraction.length - Number(exponent) - 18;
  const digits = BigInt(whole + fraction);
  const divisor = 10n ** BigInt(Math.max(0, places));
  const units = places > 0 ? (digits + divisor / 2n) / divisor : digits * 10n ** BigInt(-places);
  const text = `${units / 10n ** 18n}.${(units % 10n ** 18n).toString().padStart(18, '0')}`;
  return `${value < 0 && units > 0n ? '-' : ''}${text.replace(/\.?0+$/, '')}`;
}

async function half(file: string): Promise<void> {
  await truncate(file, Math.floor((await readFile(file)).length / 2));
}

async function damage(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8((bytes.at(at) ?? 0) ^ 0xff, bytes.length + at);
  await writeFile(file, bytes);
}

async function headOnly(file: string): Promise<void> {
  const [head = ''] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, `${head}\n`);
}

async function append(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'a' });
}

async function withoutCost(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"EffectiveCost"', '"Other"'));
}
