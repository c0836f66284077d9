import type { UnpricedReason } from '../prices/price.ts';

/** A row of the price list, in short. */
export interface ExampleRow {
  readonly service: string;
  readonly family: string;
  /** As AWS gives them, `usagetype` with its billing prefix. */
  readonly attributes: Readonly<Record<string, string>>;
  /** As AWS spells it. */
  readonly unit: string;
  /** For one unit; or the tiers: where each begins, and its price. */
  readonly price: string | readonly (readonly [from: string, price: string])[];
}

/** A resource with the prices that it needs, and what it costs: worked out by hand from AWS's page of prices. */
export interface CostExample {
  /** What it shows: `gp3 with more IOPS than are included`. */
  readonly title: string;
  readonly region: string;
  /** ISO 4217. @default USD */
  readonly currency?: string;
  /** As AWS gives them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The properties of related resources, by the model's names for them. */
  readonly related?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Measured usage, by its names in a usage file. */
  readonly usage?: Readonly<Record<string, string | number>>;
  readonly rows: readonly ExampleRow[];
  /** Spot prices for an hour, by zone, instance type and product description. */
  readonly spot?: readonly (readonly [
    zone: string,
    type: string,
    product: string,
    price: string,
  ])[];
  /** What an instance in a capacity block costs for an hour, by reservation. */
  readonly capacityBlocks?: readonly (readonly [reservationId: string, price: string])[];
  /** By component: its cost in a month, exact. */
  readonly monthly: Readonly<Record<string, string>>;
  /** By component: why it has no cost. */
  readonly unpriced?: Readonly<Record<string, UnpricedReason>>;
  /** The same resource in plans: with the same components. Left out where a plan cannot say this. */
  readonly plan?: {
    readonly terraform: PlannedExample;
    readonly pulumi: PlannedExample;
  };
}

/** A planned resource. */
export interface PlannedExample {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}
