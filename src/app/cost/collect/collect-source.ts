import { ADVICE_SOURCES } from '../../../cost/advice/advice-source.ts';
import { CHARGE_SOURCES } from '../../../cost/billing/charge-source.ts';

/** All that a collection can read: the bill, best source first, then what AWS tells besides. */
export const COLLECT_SOURCES = [...CHARGE_SOURCES, ...ADVICE_SOURCES] as const;
export type CollectSource = (typeof COLLECT_SOURCES)[number];

/** Those of the names that are sources. @param names undefined for all sources */
export function collectSources(
  names: readonly string[] | undefined,
): ReadonlySet<CollectSource> | undefined {
  if (names === undefined) return undefined;
  return new Set(COLLECT_SOURCES.filter((source) => names.includes(source)));
}

/** Those of the names that have the bill. @param names undefined for all sources */
export function billSources(names: readonly string[] | undefined): ReadonlySet<CollectSource> {
  return new Set(CHARGE_SOURCES.filter((source) => names?.includes(source) ?? true));
}
