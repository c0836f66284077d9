import type { DetectorState } from '../../../cost/analysis/anomalies/detector-state.ts';
import type { DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { ANOMALY_RUNS, ANOMALY_STATES, COST_ANOMALIES } from '../../../store/anomaly-tables.ts';
import type { Store } from '../../../store/store.ts';
import type { StoredRowOf } from '../../../store/stored-table.ts';
import { advanceSeries, type AdvancedSeries } from './advance-series.ts';
import { analysisRange, monthStarts, runRow, type AnalysisRange } from './analysis-range.ts';
import type { BillDays } from './bill-days.ts';
import { clearStates, currentPart, dayPart, readState, stateParts, stateRow, storedSeries, type StoredSeries } from './detector-states.ts'; // prettier-ignore
import { explainAnomaly } from './explain-anomaly.ts';
import { knownPurchases } from './known-purchases.ts';
import { comparedKeys, keyText, type SeriesKey } from './series-key.ts';
import { checksumText, NO_CHECKSUM, seriesSums, withDays, type SeriesSums } from './series-sums.ts';
import {
  anomalyRow,
  mergedAnomalies,
  storedAnomalies,
  type StoredAnomaly,
} from './stored-anomalies.ts';
import { once } from '../../../lib/once.ts';

/** Series whose states are in memory at once. */
const SERIES_AT_ONCE = 1_000;
/** Anomalies that ended earlier than so many days before the last stable day are not explained. */
const EXPLAINED_DAYS = 93;

export interface DetectPayerOptions {
  readonly store: Store;
  readonly bill: BillDays;
  /** The least change that can be an anomaly, in the bill's currency. */
  readonly floor: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** What a run did. */
export interface DetectedPayer {
  readonly payer: string;
  readonly series: number;
  /** Series that were analysed again, because days of theirs have changed. */
  readonly replayed: number;
  /** Anomalies that are open now. */
  readonly open: number;
  /** Everything was analysed from the first day. */
  readonly isFirst: boolean;
}

type StateRow = StoredRowOf<typeof ANOMALY_STATES>;

/** One series of a chunk: what it costs, and what the last run left of it. */
interface JoinedSeries {
  readonly key: SeriesKey;
  readonly sums: SeriesSums;
  readonly stored: StoredSeries | undefined;
}

/** Analyses the bill of one payer account as far as it goes. Nothing counts before all of it is done. */
export async function detectPayer(options: DetectPayerOptions): Promise<DetectedPayer> {
  const { store, bill, floor, now, signal } = options;
  const { payer } = bill;
  const { anomalies: known, isDamaged } = await storedAnomalies(store, payer, signal);
  const found = await analysisRange(store, bill, floor, signal);
  const range = isDamaged ? { ...found, last: undefined } : found;
  const { last } = range;
  const old = await stateParts(store, payer, signal);
  if (last === undefined) for (const { part } of old) await clearStates(store, part, signal);
  const generation = Math.max(now, ...old.map((part) => part.generation + 1));
  const purchases = await knownPurchases(store, bill, signal);
  const run = new PayerRun(options, range, generation, purchases, known);
  for await (const chunk of chunksOf(joined(options, range))) await run.take(chunk);
  const explained = await explainedAnomalies(run.anomalies, range, options);
  await store.replacePart(
    COST_ANOMALIES,
    payer,
    once(explained.map((one) => anomalyRow(payer, one))),
    signal,
  );
  const done = { generation, floor, series: run.series, replayed: run.replayed, now };
  await store.replacePart(ANOMALY_RUNS, payer, once([runRow(payer, range, done)]), signal);
  await removeOldStates(
    store,
    payer,
    { generation, base: range.base, stableTo: range.stableTo },
    signal,
  );
  return {
    ...{ payer, series: run.series, replayed: run.replayed, isFirst: last === undefined },
    open: explained.filter(({ alert }) => alert.isOpen).length,
  };
}

/** Advances series and writes their states. */
class PayerRun {
  /** What is known of all series; from the first day, of those that were analysed. */
  readonly anomalies: Map<string, readonly StoredAnomaly[]>;
  series = 0;
  replayed = 0;
  readonly #options: DetectPayerOptions;
  readonly #range: AnalysisRange;
  readonly #generation: number;
  readonly #purchases: ReadonlyMap<DayNumber, string>;
  /** Of earlier runs: an anomaly that is found again keeps its name. */
  readonly #known: ReadonlyMap<string, readonly StoredAnomaly[]>;

  constructor(
    options: DetectPayerOptions,
    range: AnalysisRange,
    generation: number,
    purchases: ReadonlyMap<DayNumber, string>,
    known: ReadonlyMap<string, readonly StoredAnomaly[]>,
  ) {
    this.#known = known;
    this.anomalies = new Map(range.last === undefined ? [] : known);
    this.#options = options;
    this.#range = range;
    this.#generation = generation;
    this.#purchases = purchases;
  }

  async take(chunk: readonly JoinedSeries[]): Promise<void> {
    const { store, signal } = this.#options;
    const { last } = this.#range;
    const rows = new Map<string, StateRow[]>();
    const changed: JoinedSeries[] = [];
    for (const series of chunk) {
      const state = this.#unchangedState(series);
      if (state === undefined) changed.push(series);
      else this.#advance(series, series.sums.days, state, undefined, rows);
    }
    if (last === undefined) {
      for (const series of changed)
        this.#advance(series, series.sums.days, undefined, undefined, rows);
    } else if (changed.length > 0) {
      await this.#replay(changed, last.base, rows);
    }
    await store.addToParts(ANOMALY_STATES, rows, signal);
    this.series += chunk.length;
    signal.throwIfAborted();
  }

  /** @returns undefined for a series that is new, or whose days have changed since the last run */
  #unchangedState({ sums, stored }: JoinedSeries): DetectorState | undefined {
    const { last } = this.#range;
    if (last === undefined || stored === undefined) return undefined;
    const analysed = [...sums.days].filter(([day]) => day <= last.stableTo);
    if (checksumText(withDays(sums.before, analysed)) !== stored.checksum) return undefined;
    return readState(stored.state, last.stableTo + 1);
  }

  /**
   * Analyses series again from before the first day that may have changed. Without the state from before that day, all of
   * their days count: what they cost from then on would look like new spend.
   */
  async #replay(
    changed: readonly JoinedSeries[],
    base: DayNumber,
    rows: Map<string, StateRow[]>,
  ): Promise<void> {
    const { store, bill, signal } = this.#options;
    const only = changed.map(({ key }) => key);
    const states = new Map<string, DetectorState | undefined>();
    const part = dayPart(bill.payer, base);
    for await (const { key, state } of storedSeries(store, part, signal, only)) {
      states.set(keyText(key), readState(state, base));
    }
    const isWhole = ({ key, stored }: JoinedSeries): boolean => {
      const text = keyText(key);
      const isKnown = stored !== undefined || states.has(text);
      return isKnown && states.get(text) === undefined;
    };
    const whole = changed.filter(isWhole);
    const others = changed.filter((series) => !isWhole(series));
    if (whole.length > 0) await this.#replayFrom(this.#range.first, whole, new Map(), rows);
    if (others.length > 0) await this.#replayFrom(base, others, states, rows);
  }

  /** @param states from before the first day, by series */
  async #replayFrom(
    first: DayNumber,
    changed: readonly JoinedSeries[],
    states: ReadonlyMap<string, DetectorState | undefined>,
    rows: Map<string, StateRow[]>,
  ): Promise<void> {
    const { store, bill, signal } = this.#options;
    const { payer } = bill;
    const only = changed.map(({ key }) => key);
    const days = new Map<string, SeriesSums['days']>();
    const question = { payer, from: first, to: this.#range.provisionalTo, cut: first - 1, only };
    for await (const sums of seriesSums(store, question, signal))
      days.set(keyText(sums.key), sums.days);
    for (const series of changed) {
      const its = days.get(keyText(series.key)) ?? new Map<DayNumber, never>();
      this.#advance(series, its, states.get(keyText(series.key)), first, rows);
      this.replayed += 1;
    }
  }

  /** @param replayedFrom undefined where the series goes on */
  #advance(
    { key, sums }: JoinedSeries,
    days: SeriesSums['days'],
    before: DetectorState | undefined,
    replayedFrom: DayNumber | undefined,
    rows: Map<string, StateRow[]>,
  ): void {
    const { bill, floor, now } = this.#options;
    const { first, base, stableTo, last } = this.#range;
    const options = { floor, purchases: this.#purchases };
    const advanced = advanceSeries(days, before, this.#range, options);
    const from = replayedFrom ?? before?.nextDay ?? first;
    const text = keyText(key);
    const all = this.#known.get(text) ?? [];
    const known = last === undefined ? foundAgain(all, first) : all;
    const found = {
      ...{ payer: bill.payer, key, from, alerts: advanced.alerts, now },
      before: replayedFrom === undefined ? undefined : before?.lastAlert,
    };
    if (known.length > 0 || advanced.alerts.length > 0) {
      this.anomalies.set(text, mergedAnomalies(known, found));
    }
    const isNewBase = base !== last?.base;
    const own = [...(isNewBase || replayedFrom !== undefined ? days : sums.days)];
    const learned = own.filter(([day]) => day >= base && day <= stableTo);
    const start = isNewBase || replayedFrom !== undefined ? NO_CHECKSUM : sums.before;
    this.#addStates(key, advanced, checksumText(withDays(start, learned)), rows);
  }

  #addStates(
    key: SeriesKey,
    { state, monthStates }: AdvancedSeries,
    checksum: string,
    rows: Map<string, StateRow[]>,
  ): void {
    const { payer } = this.#options.bill;
    const add = (part: string, its: DetectorState): void => {
      const kept = rows.get(part) ?? [];
      kept.push(stateRow(payer, key, its, { checksum, generation: this.#generation }));
      rows.set(part, kept);
    };
    add(currentPart(payer, this.#generation), state);
    for (const [day, its] of monthStates) add(dayPart(payer, day), its);
  }
}

/** Known anomalies where everything is analysed from the first day: only their names and first days count. */
function foundAgain(known: readonly StoredAnomaly[], first: DayNumber): readonly StoredAnomaly[] {
  return known
    .filter(({ alert }) => alert.detected >= first)
    .map((one) => ({ ...one, explanation: null }));
}

/** The series of the bill and those that the last run knew, in one order. */
async function* joined(
  { store, bill, signal }: DetectPayerOptions,
  { last, first, base, provisionalTo }: AnalysisRange,
): AsyncGenerator<JoinedSeries, void> {
  const { payer } = bill;
  // Days after the cut come one by one: all that are new, and those of a new base, whose checksum is yet unknown.
  const cut = last === undefined ? first - 1 : base === last.base ? last.stableTo : base - 1;
  const question = { payer, from: last?.base ?? first, to: provisionalTo, cut };
  const sums = seriesSums(store, question, signal);
  const known =
    last === undefined
      ? undefined
      : storedSeries(store, currentPart(payer, last.generation), signal);
  let stored = await nextOf(known);
  for await (const one of sums) {
    while (stored !== undefined && comparedKeys(stored.key, one.key) < 0) {
      yield without(stored);
      stored = await nextOf(known);
    }
    const isKnown = stored !== undefined && comparedKeys(stored.key, one.key) === 0;
    yield { key: one.key, sums: one, stored: isKnown ? stored : undefined };
    if (isKnown) stored = await nextOf(known);
  }
  for (; stored !== undefined; stored = await nextOf(known)) yield without(stored);
}

/** A series that costs nothing any more. */
function without(stored: StoredSeries): JoinedSeries {
  const { key } = stored;
  return { key, stored, sums: { key, before: NO_CHECKSUM, days: new Map() } };
}

async function nextOf(
  rows: AsyncGenerator<StoredSeries, void> | undefined,
): Promise<StoredSeries | undefined> {
  const next = await rows?.next();
  return next === undefined || next.done === true ? undefined : next.value;
}

async function* chunksOf<Item>(items: AsyncIterable<Item>): AsyncGenerator<readonly Item[], void> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < SERIES_AT_ONCE) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Explains anomalies that are new or have grown. */
async function explainedAnomalies(
  anomalies: ReadonlyMap<string, readonly StoredAnomaly[]>,
  { first, stableTo }: AnalysisRange,
  { store, bill, floor, signal }: DetectPayerOptions,
): Promise<readonly StoredAnomaly[]> {
  const explained: StoredAnomaly[] = [];
  for (const anomaly of [...anomalies.values()].flat()) {
    const { key, alert } = anomaly;
    if (anomaly.explanation !== null || alert.end < stableTo - EXPLAINED_DAYS) {
      explained.push(anomaly);
      continue;
    }
    const series = { payer: bill.payer, key, alert, first };
    const explanation = await explainAnomaly(store, series, floor, signal);
    explained.push({
      ...anomaly,
      explanation: explanation === null ? null : JSON.stringify(explanation),
    });
  }
  return explained;
}

/** States that no later run needs. */
async function removeOldStates(
  store: Store,
  payer: string,
  {
    generation,
    base,
    stableTo,
  }: { readonly generation: number } & Pick<AnalysisRange, 'base' | 'stableTo'>,
  signal: AbortSignal,
): Promise<void> {
  const needed = new Set([
    currentPart(payer, generation),
    ...monthStarts(base, stableTo + 1).map((day) => dayPart(payer, day)),
  ]);
  for (const { part } of await stateParts(store, payer, signal)) {
    if (!needed.has(part)) await clearStates(store, part, signal);
  }
}
