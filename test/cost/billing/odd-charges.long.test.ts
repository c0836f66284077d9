import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BillWorld, curRow, focusRow } from './bill-world.ts';
import { ODD_TAGS, tagsText } from './odd-tags.ts';

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];

let world: BillWorld;
beforeEach(async () => {
  world = await BillWorld.create();
});
afterEach(() => world[Symbol.asyncDispose]());

test.each(['csv', 'parquet'])('odd tags stay what they are, also through %s', async (format) => {
  const file = await world.csv('odd.csv', [focusRow({ Tags: tagsText() }), focusRow()]);
  await world.must(['cost', 'import', file]);
  const exported = path.join(world.folder, `out.${format}`);
  await world.must(['cost', 'export', exported, ...OCTOBER]);
  await world.must(['cost', 'import', exported]);

  for (const [key, value] of Object.entries(ODD_TAGS)) {
    if (key.includes('\\') || key.includes(',')) continue;
    const { rows, totals } = await world.show([...OCTOBER, '--group-by', `tag:${key}`]);
    const shown = rows.flatMap((row) => Object.values(row));
    expect(shown).toContain(value === '' ? `(no tag ${key})` : value);
    expect(totals[0]?.total).toBe('2.5');
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  const table = await world.must(['cost', 'show', ...OCTOBER, '--group-by', 'tag:newline']);
  expect(table).not.toContain('two\r');
  const [first] = await world.query(
    "select len(map_keys(Tags)) as tags, Tags['__proto__'] as proto from charges order by 1 desc limit 1",
  );
  expect(first).toEqual({
    tags: Object.keys(ODD_TAGS).length,
    proto: Object.entries(ODD_TAGS).find(([key]) => key === '__proto__')?.[1],
  });
});

test('a filter by an odd value finds its charge', async () => {
  await world.must([
    ...['cost', 'import'],
    await world.csv('odd.csv', [focusRow({ Tags: tagsText() }), focusRow()]),
  ]);

  for (const key of ["it's", 'emoji 🎉', 'newline', 'constructor', '__proto__', 'sql']) {
    const value = Object.entries(ODD_TAGS).find(([name]) => name === key)?.[1] ?? '';
    const shown = await world.show([...OCTOBER, '--filter', `tag:${key}=${value}`]);
    expect(shown.totals[0]?.total).toBe('1.25');
  }
});

test('doubles with 17 digits keep their shortest form, and their sum is exact', async () => {
  const doubles = ['0.1', '0.2', '0.30000000000000004', '1.0000000000000002', '123456.78901234567'];
  const file = await world.parquet(
    'doubles.parquet',
    doubles
      .map((value, index) => {
        const columns = Object.entries(focusRow({ ResourceId: `i-${index}` })).map(
          ([name, text]) =>
            name === 'BilledCost'
              ? `${value}::double as "${name}"`
              : `${text === null ? 'null' : `'${text}'`} as "${name}"`,
        );
        return `select ${columns.join(', ')}`;
      })
      .join(' union all '),
  );

  await world.must(['cost', 'import', file]);

  const rows = await world.query('select BilledCost as cost from charges order by ResourceId');
  expect(rows).toEqual(doubles.map((cost) => ({ cost })));
  expect((await world.show(OCTOBER)).totals[0]?.total).toBe('123458.38901234567000024');
});

test('columns that are new, and optional ones that are missing, change no sum', async () => {
  const optional = ['Tags', 'ListCost', 'x_ServiceCode'];
  const fewer = Object.fromEntries(
    Object.entries(focusRow()).filter(([name]) => !optional.includes(name)),
  );
  await world.must(['cost', 'import', await world.csv('fewer.csv', [fewer])]);
  const first = await world.show(OCTOBER);
  const more = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`x_New${index}`, 'y']),
  );
  await world.must(['cost', 'import', await world.csv('more.csv', [{ ...focusRow(), ...more }])]);

  expect((await world.show(OCTOBER)).totals[0]?.total).toBe(first.totals[0]?.total);
});

test.each([
  'BilledCost',
  'BillingPeriodStart',
  'BillingAccountId',
  'EffectiveCost',
  'ChargeCategory',
])('without the column %s, nothing is stored, and the error names it', async (column) => {
  await world.must(['cost', 'import', await world.csv('good.csv', [focusRow()])]);
  const without = Object.fromEntries(Object.entries(focusRow()).filter(([name]) => name !== column)); // prettier-ignore
  const { exitCode, stderr } = await world.run(['cost', 'import', await world.csv('bad.csv', [without]), '--type', 'focus-1.2']); // prettier-ignore

  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(column)]);
  expect(stderr).toContain('fix: ');
  expect((await world.show(OCTOBER)).totals[0]?.total).toBe('1.25');
});

test('the export of a member account does not replace the bill of the organization', async () => {
  const members = ['210000000001', '210000000002', '210000000003'];
  const all = members.map((SubAccountId) => focusRow({ SubAccountId }));
  await world.must(['cost', 'import', await world.csv('all.csv', all)]);
  const member = await world.csv('member.csv', [focusRow({ SubAccountId: '210000000002' })]);
  const older = await world.csv('cur.csv', [curRow()]);

  const dry = await world.run(['cost', 'import', member, '--dry-run']);
  const refused = await world.run(['cost', 'import', member]);
  const kept = await world.must(['cost', 'import', older]);
  const before = await world.show(OCTOBER);
  await world.must(['cost', 'import', member], { LONGSHORE_ACCEPT_LOST_ACCOUNTS: 'true' });
  const another = await world.run(['cost', 'import', await world.csv('other.csv', [focusRow({ SubAccountId: '210000000003' })])]); // prettier-ignore
  await world.must(['cost', 'import', path.join(world.folder, 'all.csv')]);

  for (const { exitCode, stderr } of [dry, refused]) {
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/of the account 210000000002 only, and would replace those of 210000000001 and 1 more/), // prettier-ignore
    ]);
    expect(stderr).toContain('fix: use the export of the payer account 210000000000');
  }
  expect(kept).toContain('not imported');
  expect(before.totals[0]?.total).toBe('3.75');
  expect(another.exitCode).toBe(1);
  expect((await world.show(OCTOBER)).totals[0]?.total).toBe('3.75');
});

test('a manifest that names two files of one name does not count one of them twice', async () => {
  const charge = await world.csv('flat/part.csv', [focusRow()]);
  const manifest = path.join(path.dirname(charge), 'bill-Manifest.json');
  const write = (dataFiles: readonly string[]): Promise<void> =>
    writeFile(manifest, JSON.stringify({ exportName: 'bill', dataFiles }));

  await write(['s3://b/x/1/part.csv', 's3://b/x/2/part.csv']);
  const { exitCode, stderr } = await world.run(['cost', 'import', manifest]);
  await write(['s3://b/x/1/part.csv', 's3://b/x/1/part.csv']);
  await world.must(['cost', 'import', manifest]);

  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('which is not there')]);
  expect((await world.show(OCTOBER)).totals[0]?.total).toBe('1.25');
});
