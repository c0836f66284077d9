import type { ExampleRow } from '../models/cost-example.ts';
import type { JudgedResource, RelatedResource } from './define-finding.ts';
import type { UnknownReason, Verdict } from './finding.ts';
import type { ThresholdValues } from './threshold.ts';
import type { WindowUsage } from './window-usage.ts';

/** Usage of an example: its statistics; all points are there unless it says otherwise. */
export type ExampleUsage = Partial<WindowUsage>;

/** A related resource of an example. */
export type ExampleRelated = Partial<Omit<RelatedResource, 'usage'>> & {
  readonly usage?: Readonly<Record<string, ExampleUsage>>;
};

/** A resource, and the verdict that the rule must have. */
export interface FindingExample {
  /** What it shows: `CPU just below the threshold`. */
  readonly title: string;
  readonly region?: string;
  /** When it is judged. @default 2026-11-20T00:00:00Z */
  readonly now?: string;
  readonly resource: Partial<Omit<JudgedResource, 'kind' | 'region' | 'unchangedSince'>> & {
    readonly properties: JudgedResource['properties'];
    /** @default long ago */
    readonly unchangedSince?: string;
  };
  /** By names of `defineUsage`. */
  readonly usage?: Readonly<Record<string, ExampleUsage>>;
  /** By the rule's names. */
  readonly related?: Readonly<Record<string, readonly ExampleRelated[]>>;
  /** Related kinds that were not read completely. @default none */
  readonly unread?: readonly string[];
  /** Settings that differ from their defaults. */
  readonly settings?: ThresholdValues;
  /** The rows of the price list that the saving needs. */
  readonly rows?: readonly ExampleRow[];
  /** Spot prices for an hour, by zone, instance type and product description. */
  readonly spot?: readonly (readonly [
    zone: string,
    type: string,
    product: string,
    price: string,
  ])[];
  /** Measured usage that the cost model takes, by its names in a usage file. */
  readonly monthlyUsage?: Readonly<Record<string, string | number>>;
  /** EffectiveCost in 30 days. @default the bill does not have it */
  readonly billed?: string;
  /** None: the rule is not about this resource. */
  readonly verdict: Verdict | 'none';
  readonly reason?: UnknownReason;
  /** What it saves in a month, exact: worked out by hand. `unknown` when that is right. */
  readonly saving?: string;
}
