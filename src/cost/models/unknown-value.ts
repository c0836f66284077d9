/** A planned value that only the change will tell. */
export const UNKNOWN = Symbol('unknown before the change');
/** A value that the plan hides. It is not used, and not shown. */
export const SECRET = Symbol('secret');

/** A value that cannot be used. */
export type HiddenValue = typeof UNKNOWN | typeof SECRET;

export function isHidden(value: unknown): value is HiddenValue {
  return value === UNKNOWN || value === SECRET;
}
