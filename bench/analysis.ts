import { dateOf } from '../src/cost/analysis/calendar-day.ts';
import { table } from '../src/lib/table.ts';
import { readLedgers } from './analysis/ledger.ts';
import { realBillAlerts } from './analysis/measure-real-bill.ts';
import { measureOneMoreDay } from './analysis/measure-speed.ts';
import {
  forecastFigures,
  harshFigures,
  isMet,
  ledgerFigures,
  mustText,
  type MeasuredFigure,
} from './analysis/measured.ts';
import { nabScore } from './analysis/nab.ts';
import { syntheticLedger } from './analysis/synthetic-ledger.ts';
import type { Figures } from './figures.ts';

/** Without the shared ledgers: as many of our own, with as many series. */
const OWN_LEDGERS = 4;
const OWN_SERIES = 100;
/** CPU of one more day for 10,000 series. */
const MOST_DAY_MS = 1_000;

/** How good the analysis of cost is, and what it costs. Both methods for anomalies, side by side. */
export async function analysisFigures(): Promise<Figures> {
  const data = process.env['LONGSHORE_TEST_DATA'];
  const shared = data === undefined ? new Map<string, never>() : await readLedgers(data);
  const isHarsh = (name: string): boolean => name.includes('harsh');
  const normal = [...shared].filter(([name]) => !isHarsh(name)).map(([, ledger]) => ledger);
  const harsh = [...shared].filter(([name]) => isHarsh(name)).map(([, ledger]) => ledger);
  const ledgers =
    normal.length > 0
      ? normal
      : Array.from({ length: OWN_LEDGERS }, (_, n) => syntheticLedger(`bench-${n}`, OWN_SERIES));
  process.stdout.write(
    `analysis: ${ledgers.length} ${normal.length > 0 ? '' : 'synthetic '}ledgers …\n`,
  );
  const notes: string[] = [];
  const figures = [
    ...ledgerFigures(ledgers),
    ...(harsh.length > 0 ? harshFigures(harsh) : []),
    ...forecastFigures(ledgers),
    ...(data === undefined ? [] : await realFigures(data, notes)),
    ...speedFigures(ledgers, notes),
  ];
  const missed = figures.filter((figure) => !isMet(figure)).map(({ name }) => name);
  if (missed.length > 0) notes.push(`not reached: ${missed.join('; ')}`);
  return {
    rows: figures.map((figure) => [
      figure.name,
      shown(figure.value, figure),
      '–',
      mustText(figure.must),
    ]),
    notes: [sideBySide(figures), '', ...notes],
  };
}

/** Data from outside: a real bill, and NAB. */
async function realFigures(data: string, notes: string[]): Promise<readonly MeasuredFigure[]> {
  const figures: MeasuredFigure[] = [];
  const bill = await realBillAlerts(data);
  if (bill !== undefined) {
    figures.push({
      name: 'real bill: alerts beside new spend',
      value: bill.alerts.filter(({ rule }) => rule !== 'new-spend').length,
      dayOverDay: bill.dayOverDay,
      digits: 0,
      must: { most: 2 },
    });
    const listed = bill.alerts.map(
      ({ service, rule, start }) => `${service} (${rule}, from ${dateOf(start)})`,
    );
    notes.push(
      `real bill: ${listed.join(', ')}; day over day flags ${bill.dayOverDay} days of services, ` +
        `${bill.dayOverDayAboveFloor} by 1 USD or more`,
    );
  }
  const nab = await nabScore(data);
  if (nab !== undefined) {
    figures.push({
      name: 'NAB, standard profile',
      value: nab.score,
      digits: 1,
      must: { least: 58 },
    });
    notes.push(
      `NAB: ${nab.series} of its 58 series with ${nab.windows} windows; random cut forest has ${nab.published.toFixed(1)} on all`,
    );
  }
  return figures;
}

function speedFigures(
  ledgers: Parameters<typeof ledgerFigures>[0],
  notes: string[],
): readonly MeasuredFigure[] {
  const [ledger] = ledgers;
  if (ledger === undefined) return [];
  const { inMemoryMs, storedMs, stateBytes } = measureOneMoreDay(ledger);
  notes.push(
    `one more day for 10,000 series: ${inMemoryMs.toFixed(0)} ms CPU with states in memory; a state is ${stateBytes.toFixed(0)} bytes of JSON`,
  );
  return [
    {
      name: 'one more day for 10,000 series, from JSON to JSON, ms of CPU',
      value: storedMs,
      digits: 0,
      must: { most: MOST_DAY_MS },
    },
  ];
}

function sideBySide(figures: readonly MeasuredFigure[]): string {
  const columns = [
    { heading: 'anomalies' },
    { heading: 'seasonal', align: 'right' },
    { heading: 'day over day', align: 'right' },
    { heading: 'must', align: 'right' },
  ] as const;
  const rows = figures
    .filter(({ dayOverDay }) => dayOverDay !== undefined)
    .map((figure) => [
      figure.name,
      shown(figure.value, figure),
      shown(figure.dayOverDay ?? 0, figure),
      mustText(figure.must),
    ]);
  return table(columns, rows);
}

function shown(value: number, { digits }: MeasuredFigure): string {
  return value.toFixed(digits);
}
