import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';

/**
 * Kinds of Longshore's own: their items come from its store. They are not in the default catalog, so that a mapping
 * without them changes nothing.
 */
const LOADERS = {
  'Longshore::Cost::Anomaly': async () => (await import('./longshore/cost-anomaly.ts')).CostAnomaly,
  'Longshore::Cost::Finding': async () => (await import('./longshore/cost-finding.ts')).CostFinding,
  'Longshore::Cost::ServiceMonth': async () =>
    (await import('./longshore/cost-service-month.ts')).CostServiceMonth,
} as const satisfies Readonly<Record<ObjectKind, () => Promise<Kind>>>;

export type LongshoreKind = keyof typeof LOADERS;

/** Sorted by name. */
export const LONGSHORE_KINDS: readonly LongshoreKind[] =
  Object.keys(LOADERS).filter(isLongshoreKind);

/** Is `name` exactly the name of a kind of Longshore's own? */
export function isLongshoreKind(name: string): name is LongshoreKind {
  return Object.hasOwn(LOADERS, name);
}

export function loadLongshoreKind(kind: LongshoreKind): Promise<Kind> {
  return LOADERS[kind]();
}
