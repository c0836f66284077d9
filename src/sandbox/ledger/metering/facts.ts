import type { Place } from '../../simulation/place.ts';
import type { PriceRegion } from '../../prices/regions.ts';
import type { ProductQuery } from '../billed-product.ts';
import type { Pattern, Waste } from '../metered-resource.ts';

/** A resource of the estate: where it is, and its properties. */
export interface Facts {
  readonly place: Place;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly region: PriceRegion;
}

/** What a kind is charged for: product, pattern and amount. */
export type Charge = readonly [product: ProductQuery, pattern: Pattern, amount: number];

/** The charges of a resource, and what is special about it. */
export interface Metering {
  readonly charges: readonly Charge[];
  /** As the bill names it. @default its ARN, or its first identifier */
  readonly id?: string;
  readonly zone?: string | undefined;
  readonly waste?: Waste | undefined;
  /** The share of a function's invocations that fail. @default few */
  readonly errorShare?: number;
  /** The memory of a function, in GB. */
  readonly gigabytes?: number;
  /** How CloudWatch names it, where its id is not enough. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Daily growth in millionths. @default 0 */
  readonly growth?: number;
  /** @default false */
  readonly isOfficeHours?: boolean;
  /** @default false */
  readonly isSpot?: boolean;
  /** Deleted already, though still described. @default false */
  readonly isDeleted?: boolean;
}

export type Meterer = (facts: Facts) => Metering;

export function textOf(properties: Facts['properties'], name: string): string {
  const value = properties[name];
  return typeof value === 'string' ? value : '';
}

export function numberOf(properties: Facts['properties'], name: string): number {
  const value = properties[name];
  return typeof value === 'number' ? value : 0;
}

/** A member of a member that is an object. */
export function innerOf(properties: Facts['properties'], name: string): Facts['properties'] {
  const value = properties[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Idle resources exist in every estate: one in so many. */
export function isOneIn(many: number, place: Place, what: string): boolean {
  return place.draw(what) % many === 0;
}

/** A drawn amount between two numbers. */
export function between(place: Place, what: string, least: number, most: number): number {
  return least + (place.draw(`amount ${what}`) % (most - least + 1));
}
