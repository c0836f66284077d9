import type { Column } from '../../lib/table.ts';

/** Days of cost as a line, with a forecast. Amounts are rounded: charts are for looking at. */
export interface DayChart {
  readonly type: 'days';
  readonly title: string;
  readonly currency: string;
  readonly points: readonly { readonly day: string; readonly amount: number }[];
  readonly forecast: readonly {
    readonly day: string;
    readonly amount: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** Names with amounts, the largest first. */
export interface BarChart {
  readonly type: 'bars';
  readonly title: string;
  readonly currency: string;
  readonly bars: readonly { readonly name: string; readonly amount: number }[];
}

export type Chart = DayChart | BarChart;

/** A part of a report, for any format. */
export interface Section {
  readonly heading: string;
  /** One sentence or so: the answer in short. */
  readonly summary?: string | undefined;
  readonly charts?: readonly Chart[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Basis, currency, period, source, and what is unknown. */
  readonly notes: readonly string[];
}
