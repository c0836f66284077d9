/** A member that the call must return. */
export function given<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`AWS gave no ${what}`);
  return value;
}
