import { z } from 'zod';
import { decimal, minus, plus, ZERO, type Decimal } from '../../money/decimal.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';

const Earlier = z.object({
  resources: z.array(
    z.object({
      resourceType: z.string(),
      resourceId: z.string(),
      currency: z.string(),
      monthly: z.number().nullable(),
      external: z.boolean().optional(),
    }),
  ),
});
const Document = z.union([Earlier, z.object({ finfocus: Earlier })]);
export type EarlierDocument = z.output<typeof Earlier>;

/**
 * Reads what an earlier `cost projected --output json` printed, of ours or of FinFocus.
 *
 * @returns what is wrong, for a person, in place of it
 */
export function earlierDocument(value: unknown): EarlierDocument | { readonly problem: string } {
  const parsed = Document.safeParse(value);
  if (parsed.success) return 'finfocus' in parsed.data ? parsed.data.finfocus : parsed.data;
  return { problem: 'it has no resources with resourceType, resourceId, currency and monthly' };
}

/** How a resource differs from an earlier document. */
export interface ComparedResource {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly currency: string;
  /** A month then and now. Undefined where it is unknown; 0 where there was or is no such resource. */
  readonly earlier: Decimal | undefined;
  readonly monthly: Decimal | undefined;
  /** Undefined where a side is unknown. */
  readonly delta: Decimal | undefined;
}

export interface Comparison {
  /** Those that differ, by their id. */
  readonly resources: readonly ComparedResource[];
  /** By currency; resources of unknown difference are in none. */
  readonly totals: ReadonlyMap<string, Decimal>;
  readonly unknown: number;
}

/** What has changed since an earlier document. A resource in another currency than before counts as gone and new. */
export function compared(
  resources: readonly ProjectedResource[],
  earlier: EarlierDocument,
): Comparison {
  const sides = new Map<string, Sides>();
  const sideOf = (type: string, id: string, currency: string): Sides => {
    const key = JSON.stringify([id, type, currency]);
    const known = sides.get(key) ?? { type, id, currency, earlier: ZERO, monthly: ZERO };
    sides.set(key, known);
    return known;
  };
  for (const { resourceType, resourceId, currency, monthly, external } of earlier.resources) {
    if (external === true) continue;
    const side = sideOf(resourceType, resourceId, currency === '' ? 'USD' : currency);
    side.earlier = monthly === null ? undefined : added(side.earlier, decimal(monthly));
  }
  for (const { resource, before, after } of resources) {
    if (resource.isExternal || (before === undefined && after === undefined)) continue;
    const currency = after?.currency ?? before?.currency ?? 'USD';
    const side = sideOf(resource.type, resource.address, currency);
    const monthly = after === undefined ? ZERO : after.monthly;
    side.monthly = monthly === undefined ? undefined : added(side.monthly, monthly);
  }
  return comparisonOf([...sides.values()]);
}

interface Sides {
  readonly type: string;
  readonly id: string;
  readonly currency: string;
  earlier: Decimal | undefined;
  monthly: Decimal | undefined;
}

function comparisonOf(sides: readonly Sides[]): Comparison {
  const totals = new Map<string, Decimal>();
  const resources: ComparedResource[] = [];
  for (const { type: resourceType, id: resourceId, currency, earlier, monthly } of sides) {
    const isKnown = earlier !== undefined && monthly !== undefined;
    const delta = isKnown ? minus(monthly, earlier) : undefined;
    // A cost that was unknown and still is has not changed, as far as anyone knows.
    if (delta === ZERO || (earlier === undefined && monthly === undefined)) continue;
    if (delta !== undefined) totals.set(currency, plus(totals.get(currency) ?? ZERO, delta));
    resources.push({ resourceType, resourceId, currency, earlier, monthly, delta });
  }
  return {
    resources: resources.sort((one, other) => (one.resourceId < other.resourceId ? -1 : 1)),
    totals: new Map([...totals].sort(([one], [other]) => (one < other ? -1 : 1))),
    unknown: resources.filter(({ delta }) => delta === undefined).length,
  };
}

function added(one: Decimal | undefined, other: Decimal): Decimal | undefined {
  return one === undefined ? undefined : plus(one, other);
}
