import { decimal, type Decimal } from '../../money/decimal.ts';
import { visible } from '../../../lib/cell-text.ts';
import type { GetProjectedCostResponse } from './protocol/finfocus/v1/costs.generated.ts';
import { MetricKind, type ImpactMetric } from './protocol/finfocus/v1/resource.generated.ts';

/** What a plugin says that a resource costs in a month. */
export interface PluginPrice {
  readonly plugin: string;
  readonly version: string;
  readonly monthly: Decimal;
  readonly currency: string;
  /** Of one unit of its own, which it does not tell. Undefined where it gives none. */
  readonly unitPrice: Decimal | undefined;
  /** How it came about, for a person. */
  readonly note: string;
  /** `carbon_footprint`, `energy_consumption`, `water_usage`. */
  readonly sustainability: ReadonlyMap<string, { readonly value: number; readonly unit: string }>;
}

/** Words that say that there is no price, beside a cost of 0. */
const NO_PRICE =
  /not (?:found|supported|available|implemented|priced|known)|unsupported|unknown|no pric|missing/i;
const CURRENCY = /^[A-Z]{3}$/;
const MOST_NOTE = 300;
/** Above any bill: what is larger is a mistake, and does not fit into a decimal of the store. */
const MOST_MONTHLY = 1e15;

const METRICS: Readonly<Record<number, string>> = {
  [MetricKind.METRIC_KIND_CARBON_FOOTPRINT]: 'carbon_footprint',
  [MetricKind.METRIC_KIND_ENERGY_CONSUMPTION]: 'energy_consumption',
  [MetricKind.METRIC_KIND_WATER_USAGE]: 'water_usage',
};

/** Why an answer is no price: the plugin has none, or what it says makes no sense. */
export interface NoPrice {
  readonly reason: 'no-data' | 'wrong-answer';
  readonly detail: string;
}

/** Reads a projected cost. A 0 that stands for "no price" is none. */
export function readProjected(
  { name, version }: { readonly name: string; readonly version: string },
  response: GetProjectedCostResponse,
): PluginPrice | NoPrice {
  const { costPerMonth, unitPrice, billingDetail } = response;
  const detail = visible(billingDetail.slice(0, MOST_NOTE));
  const currency = response.currency === '' ? 'USD' : response.currency;
  if (!isAmount(costPerMonth)) {
    return { reason: 'wrong-answer', detail: `${costPerMonth} is no cost a month` };
  }
  if (costPerMonth === 0) {
    const isEmpty = response.currency === '' && billingDetail === '';
    if (isEmpty || NO_PRICE.test(billingDetail)) {
      return { reason: 'no-data', detail: detail === '' ? 'it has no price' : detail };
    }
    if (unitPrice > 0) {
      return { reason: 'no-data', detail: 'it has a price of a unit, and no usage' };
    }
  }
  if (!CURRENCY.test(currency)) {
    const shown = JSON.stringify(currency.slice(0, 'USD'.length * 4));
    return { reason: 'wrong-answer', detail: `${shown} is no currency such as USD` };
  }
  return {
    plugin: name,
    version,
    monthly: decimal(costPerMonth),
    currency,
    unitPrice: isAmount(unitPrice) && unitPrice > 0 ? decimal(unitPrice) : undefined,
    note: [`plugin ${name} ${version}`, detail].filter((text) => text !== '').join(': '),
    sustainability: metricsOf(response.impactMetrics),
  };
}

export function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && value <= MOST_MONTHLY;
}

function metricsOf(metrics: readonly ImpactMetric[]): PluginPrice['sustainability'] {
  return new Map(
    metrics.flatMap(({ kind, value, unit }) => {
      const name = METRICS[kind];
      return name === undefined || !Number.isFinite(value)
        ? []
        : [[name, { value, unit: visible(unit.slice(0, MOST_NOTE)) }] as const];
    }),
  );
}
