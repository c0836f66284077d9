/**
 * Where charges come from, the best first. When two sources have the same account and period, the earlier one of this
 * list is kept: exports have every charge by resource, and FOCUS has commitments as AWS itself accounts for them.
 */
export const CHARGE_SOURCES = [
  'focus-1.2',
  'focus-1.1',
  'focus-1.0',
  'cur-2.0',
  'cur-legacy',
  'cost-explorer',
] as const;
export type ChargeSource = (typeof CHARGE_SOURCES)[number];

/** The sources that are files. */
export const EXPORT_TYPES = [
  'focus-1.2',
  'focus-1.1',
  'focus-1.0',
  'cur-2.0',
  'cur-legacy',
] as const satisfies readonly ChargeSource[];
export type ExportType = (typeof EXPORT_TYPES)[number];

/** Are charges of one source better than those of another? An unknown source is the worst. */
export function isBetterSource(one: string, other: string): boolean {
  return rankOf(one) < rankOf(other);
}

function rankOf(source: string): number {
  const rank = CHARGE_SOURCES.findIndex((known) => known === source);
  return rank < 0 ? CHARGE_SOURCES.length : rank;
}
