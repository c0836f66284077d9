import {
  decimal,
  decimalText,
  dividedBy,
  roundedText,
  times,
  ZERO,
  type Decimal,
} from '../../../src/cost/money/decimal.ts';
import type { GoldenCase, GoldenComponent } from './golden-case.ts';
import { ourName, ourUnit, type UnitInUnits } from './names.ts';
import { PRICE_UNITS } from '../../../src/cost/prices/price-unit.ts';
import type { CountedComponent, PlannedModels } from './planned-components.ts';

/** Infracost shows at most this many digits after the point. */
const SHOWN_DIGITS = 4;
const ANY_UNIT: UnitInUnits = { units: PRICE_UNITS, factor: 1 };

/** What both count for one component: a quantity and its unit, `usage`, or `none`. */
export type Pair = readonly [infracost: string, ours: string];

/** How Longshore's components differ from those of a case. */
export interface ComparedCase {
  /** Resources with a cost model. */
  readonly resources: number;
  readonly components: number;
  /** By address, then by component. */
  readonly differences: Readonly<Record<string, Readonly<Record<string, Pair>>>>;
}

/** Compares all components of the resources that have a cost model, by name, quantity and unit. */
export function compareCase(
  { declared, usage, expected }: GoldenCase,
  models: PlannedModels,
): ComparedCase {
  const differences: Record<string, Record<string, Pair>> = {};
  let resources = 0;
  let components = 0;
  for (const resource of declared) {
    const kind = models.of(resource)?.kind;
    if (kind === undefined) continue;
    const { address } = resource;
    const own = models.componentsOf(resource, declared, (name) => usage.get(address)?.get(name));
    const pairs = pairsOf(kind, expected.get(address) ?? [], own);
    resources += 1;
    components += pairs.length;
    for (const [name, pair] of pairs) {
      if (pair[0] !== pair[1]) (differences[address] ??= {})[name] = pair;
    }
  }
  return { resources, components, differences };
}

function pairsOf(
  kind: string,
  theirs: readonly GoldenComponent[],
  ours: readonly CountedComponent[],
): readonly (readonly [name: string, Pair])[] {
  const counted = new Map(ours.map((component) => [component.name, component]));
  const pairs = new Map<string, Pair>();
  for (const component of theirs) {
    const name = ourName(kind, component.name);
    if (pairs.has(name)) throw new TypeError(`two components of ${kind} are ${name}`);
    pairs.set(name, pairOf(component, counted.get(name)));
  }
  for (const { name, quantity, unit } of ours) {
    // Infracost does not show a component with a quantity of 0.
    if (!pairs.has(name) && quantity !== ZERO) pairs.set(name, ['none', shown(quantity, unit)]);
  }
  return [...pairs];
}

function pairOf(
  { quantity: shownQuantity, unit }: GoldenComponent,
  ours: CountedComponent | undefined,
): Pair {
  const theirs = shownQuantity === undefined ? 'usage' : decimal(shownQuantity);
  // Without a price, Infracost shows neither quantity nor unit.
  const { units, factor } = unit === undefined ? ANY_UNIT : ourUnit(unit);
  const [firstUnit] = units;
  if (ours === undefined) return [shown(inUnits(theirs, factor), firstUnit), 'none'];
  const own = shown(ours.quantity, ours.unit);
  if (!units.includes(ours.unit)) {
    return [`${shown(inUnits(theirs, factor), firstUnit)} (${units.join(' or ')})`, own];
  }
  const isEqual =
    theirs === 'usage' || typeof ours.quantity === 'string'
      ? theirs === ours.quantity
      : theirs === asShown(dividedBy(ours.quantity, decimal(factor)));
  return isEqual ? [own, own] : [shown(inUnits(theirs, factor), ours.unit), own];
}

/** As Infracost would show it. */
function asShown(quantity: Decimal): Decimal {
  return decimal(roundedText(quantity, SHOWN_DIGITS));
}

function inUnits(quantity: Decimal | 'usage', factor: number): Decimal | 'usage' {
  return quantity === 'usage' ? quantity : times(quantity, decimal(factor));
}

function shown(quantity: CountedComponent['quantity'], unit = ''): string {
  return typeof quantity === 'string' ? quantity : `${decimalText(quantity)} ${unit}`;
}
