import { decimal, dividedBy, plus, ZERO, type Decimal } from '../../money/decimal.ts';
import { currencyOf, DAY_MS, dayOf, unknownOf, type CostResult } from './cost-result.ts';
import { EngineError } from './engine-error.ts';
import type { PeriodGrouping } from './grouping.ts';

/** Days of a month, on average: the number of FinFocus. */
export const DAYS_PER_MONTH = decimal('30.44');

/** What all providers cost in a day or a month. */
export interface PeriodRow {
  /** `2026-10-31` or `2026-10` */
  readonly period: string;
  /** By name, sorted. */
  readonly providers: ReadonlyMap<string, Decimal>;
  readonly total: Decimal;
  readonly currency: string;
  /** Resources whose cost is unknown: they are in no amount. */
  readonly unknown: number;
}

/**
 * Puts results into days or months, with a column for each provider.
 *
 * @param grouping a text from outside may be another
 * @throws {EngineError} for results that cannot be put together
 */
export function periodRows(results: readonly CostResult[], grouping: string): readonly PeriodRow[] {
  if (results.length === 0) {
    throw new EngineError('empty-results', '', 'give results with a cost');
  }
  if (grouping !== 'daily' && grouping !== 'monthly') {
    const detail = `"${grouping}" is neither daily nor monthly`;
    throw new EngineError('invalid-group-by', detail, 'group by daily or monthly');
  }
  const reversed = results.find(
    ({ start, end }) => start !== undefined && end !== undefined && end <= start,
  );
  if (reversed !== undefined) throw reversedRange(reversed);
  const currencies = [...new Set(results.map(currencyOf))].sort();
  const [currency = ''] = currencies;
  if (currencies.length > 1) {
    const remedy = 'choose the results of one currency, such as those of one account';
    throw new EngineError('mixed-currencies', currencies.join(', '), remedy);
  }
  const rows = new Rows(grouping);
  for (const result of results) rows.add(result);
  return rows.all(currency);
}

function reversedRange({ resourceId, start = 0, end = 0 }: CostResult): EngineError {
  const [from, to] = [start, end].map((time) => new Date(time).toISOString());
  const detail = `${resourceId} is from ${from ?? ''} to ${to ?? ''}`;
  return new EngineError('invalid-date-range', detail, 'give an end after the start');
}

interface Row {
  readonly providers: Map<string, Decimal>;
  unknown: number;
}

class Rows {
  readonly #length: number;
  readonly #grouping: PeriodGrouping;
  readonly #rows = new Map<string, Row>();

  constructor(grouping: PeriodGrouping) {
    this.#grouping = grouping;
    this.#length = grouping === 'daily' ? 'YYYY-MM-DD'.length : 'YYYY-MM'.length;
  }

  /** Days come before the total, and the total before the rate of a month. */
  add(result: CostResult): void {
    const { provider, start, dailyCosts = [], totalCost, monthly } = result;
    if (start === undefined) {
      const remedy = 'group by daily or monthly what has a time: longshore cost actual';
      throw new EngineError('no-timestamped-resources', result.resourceId, remedy);
    }
    if (dailyCosts.length > 0) {
      const first = Math.floor(start / DAY_MS) * DAY_MS;
      for (const [index, amount] of dailyCosts.entries()) {
        this.#put(first + index * DAY_MS, provider, amount);
      }
      return;
    }
    const rate =
      this.#grouping === 'daily' && monthly ? dividedBy(monthly, DAYS_PER_MONTH) : monthly;
    const amount = totalCost !== undefined && totalCost !== ZERO ? totalCost : rate;
    if (amount === undefined) this.#rowOf(start).unknown += Math.max(1, unknownOf(result));
    else this.#put(start, provider, amount);
  }

  all(currency: string): readonly PeriodRow[] {
    return [...this.#rows]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([period, { providers, unknown }]) => ({
        period,
        providers: new Map([...providers].sort(([one], [other]) => (one < other ? -1 : 1))),
        total: [...providers.values()].reduce((sum, amount) => plus(sum, amount), ZERO),
        currency,
        unknown,
      }));
  }

  #put(time: number, provider: string, amount: Decimal): void {
    const { providers } = this.#rowOf(time);
    providers.set(provider, plus(providers.get(provider) ?? ZERO, amount));
  }

  #rowOf(time: number): Row {
    const period = dayOf(time).slice(0, this.#length);
    const row = this.#rows.get(period) ?? { providers: new Map<string, Decimal>(), unknown: 0 };
    this.#rows.set(period, row);
    return row;
  }
}
