import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openStore } from '../../../src/app/store/open-store.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import { ExplorerFile, explorerRows } from '../../../src/cost/billing/explorer-file.ts';
import { SERVICE_PLACES } from '../../../src/cost/billing/service-categories.ts';
import { billService } from '../../../src/cost/explorer/bill-services.ts';
import type { ExplorerCost } from '../../../src/cost/explorer/explorer-bill.ts';
import { decimal, decimalText, plus, sumOf, ZERO } from '../../../src/cost/money/decimal.ts';
import { amountOf } from '../../../src/cost/prices/cost-explorer.ts';
import { CHARGES, chargesPart } from '../../../src/store/charges.ts';
import { BillWorld } from './bill-world.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];
const ACCOUNT = '210000000000';
/** What the answer of a real account adds up to, over 86 days. */
const TOTAL = '67.2540521894';
const UNKNOWN = ['AWS-MiscellaneousOverflowingStringNameService', 'Tax'];

const Answer = z.object({
  ResultsByTime: z.array(
    z.object({
      TimePeriod: z.object({ Start: z.string() }),
      Estimated: z.boolean(),
      Groups: z.array(
        z.object({
          Keys: z.array(z.string()).min(1),
          Metrics: z.object({ UnblendedCost: z.object({ Amount: z.string(), Unit: z.string() }) }),
        }),
      ),
    }),
  ),
});
const Months = z.array(
  z.object({ service: z.string(), monthly: z.array(z.tuple([z.string(), z.number()])) }),
);

/** An answer by service has neither regions nor amortized costs. */
function costsOf({ ResultsByTime }: z.output<typeof Answer>): readonly ExplorerCost[] {
  return ResultsByTime.flatMap(({ TimePeriod, Estimated, Groups }) =>
    Groups.map(({ Keys: [service = ''], Metrics: { UnblendedCost } }) =>
      costOf(TimePeriod.Start, service, UnblendedCost.Amount, UnblendedCost.Unit, Estimated),
    ),
  );
}

function costOf(day: string, service: string, text: string, currency: string, isEstimated: boolean): ExplorerCost {
  const amount = amountOf(text);
  if (amount === undefined) throw new TypeError(`${text} is no amount`);
  const recordType = service === 'Tax' ? 'Tax' : 'Usage';
  const costs = { unblended: amount, amortized: amount };
  return { day, service, region: undefined, account: undefined, recordType, ...costs, currency, isEstimated };
} // prettier-ignore

/** Stores costs as a collection does. */
async function store(world: BillWorld, costs: readonly ExplorerCost[]): Promise<void> {
  const settings = loadSettings({ env: {}, file: undefined, flags: {} });
  const { signal } = new AbortController();
  await using opened = await openStore(settings, world.folder, 'bulk');
  for (const month of new Set(costs.map(({ day }) => day.slice(0, 'YYYY-MM'.length)))) {
    const file = path.join(world.folder, `${month}.csv`);
    await using written = await ExplorerFile.create(file, { account: ACCOUNT, month });
    for (const cost of costs) if (cost.day.startsWith(month)) await written.add(cost);
    await written.end();
    const parts = new Map([[chargesPart(ACCOUNT, month), written.rows]]);
    const sql = (files: readonly string[]) => explorerRows(Date.now(), files);
    await opened.replacePartsFrom(CHARGES, { files: [file], parts, sql }, signal);
    await rm(file);
  }
}

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(DATA ?? '', 'ce', name), 'utf8'));

// Where LONGSHORE_TEST_DATA is not set, reconcile.test.ts speaks for Cost Explorer.
(DATA === undefined ? describe.skip : describe)('real answers of Cost Explorer (LONGSHORE_TEST_DATA)', () => {
  let world: BillWorld;
  let costs: readonly ExplorerCost[];
  beforeAll(async () => {
    world = await BillWorld.create();
    costs = costsOf(Answer.parse(await read('get-cost-and-usage-daily-by-service-2024-02.json')));
    await store(world, costs);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each(['service', 'account', 'region', 'usage_type', 'resource', 'category', 'charge_category', 'tag:team', 'service,account,category'])(
    'add up to 67.254 USD by %s',
    async (groups) => {
      for (const granularity of ['total', 'monthly', 'daily']) {
        for (const basis of ['billed', 'effective']) {
          const args = ['--from', '2024-02', '--to', '2024-04', '--group-by', groups, '--granularity', granularity, '--basis', basis];
          const { rows, totals } = await world.show(args);

          const [found] = totals;
          const apart = groups === 'charge_category' ? [] : [found?.credits ?? '', found?.taxes ?? ''];
          const sum = sumOf([...rows.map(({ amount }) => amount), ...apart].map((text) => decimal(text)));
          expect([found?.total, decimalText(sum)]).toEqual([TOTAL, TOTAL]);
          expect(found).toMatchObject({ taxes: '13.46', withoutResource: TOTAL, chargesWithoutBasis: 0 });
        }
      }
    },
  );

  test('are 945 service-days of 86 days; the last month is not final', async () => {
    expect(await world.query(`select count(*) as charges, count(distinct ChargePeriodStart) as days from charges`)).toEqual([{ charges: 945, days: 86 }]);
    expect((await world.show(['--from', '2024-02', '--to', '2024-04'])).finalUntil).toBe('2024-03');
  });

  test('are by service what the answer has; EC2 is one service', async () => {
    const wanted = new Map<string, ReturnType<typeof decimal>>();
    for (const { service, unblended, recordType } of costs) {
      if (recordType === 'Tax') continue;
      const { name } = billService(service);
      wanted.set(name, plus(wanted.get(name) ?? ZERO, unblended));
    }
    const { rows } = await world.show(['--from', '2024-02', '--to', '2024-04']);
    const found = new Map(rows.map(({ service, amount }) => [service, amount]));

    expect(found.get('Amazon Elastic Compute Cloud')).toBe('15.7201201913'); // 14.8495263204 + 0.8705938709
    expect(found).toEqual(new Map([...wanted].map(([name, amount]) => [name, decimalText(amount)])));
  });

  test('the months of another account add up, and its unknown service keeps its name', async () => {
    await using other = await BillWorld.create();
    const months = Months.parse(await read('cloudscape-monthly-by-service.json'));
    const all = months.flatMap(({ service, monthly }) =>
      monthly.map(([day, amount]) => costOf(day, service, String(amount), 'USD', false)),
    );
    await store(other, all);
    const { rows, totals } = await other.show(['--from', '2023-04', '--to', '2023-09', '--group-by', 'service,category']);

    expect(totals[0]?.total).toBe(decimalText(sumOf(all.map(({ unblended }) => unblended))));
    expect(rows.find(({ service }) => service === UNKNOWN[0])).toMatchObject({ category: 'Other', amount: '123' });
  });

  test('all services are known, except an example and taxes', async () => {
    const months = Months.parse(await read('cloudscape-monthly-by-service.json'));
    const Example = z.array(z.looseObject({ DimensionValues: z.array(z.object({ Value: z.string() })).optional() }));
    const examples = z.record(z.string(), z.unknown()).parse(await read('aws-cli-examples.json'));
    const listed = Example.parse(examples['ce/get-dimension-values']).flatMap(({ DimensionValues = [] }) => DimensionValues.map(({ Value }) => Value));
    const names = [...costs.map(({ service }) => service), ...months.map(({ service }) => service), ...listed];
    const places = new Set(SERVICE_PLACES.map(({ code }) => code));

    expect(listed).toHaveLength(6);
    const unknown = new Set(names.filter((name) => billService(name).code === undefined));
    expect([...unknown].sort()).toEqual(UNKNOWN);
    const other = new Set(names.filter((name) => !unknown.has(name) && !places.has(billService(name).code ?? '')));
    expect([...other]).toEqual(['Amazon Location Service']);
  });

  test('every amount of the official examples can be read', async () => {
    const text = JSON.stringify(await read('aws-cli-examples.json'));
    const amounts = [...text.matchAll(/"Amount":"(?<amount>[^"]*)"/g)].map(({ groups }) => groups?.['amount'] ?? '');

    expect(amounts.length).toBeGreaterThan(10);
    expect(amounts.filter((amount) => amountOf(amount) === undefined)).toEqual([]);
  });
}); // prettier-ignore
