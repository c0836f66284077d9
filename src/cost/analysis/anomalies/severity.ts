/** How far a cost is from what it should be. */
export type Severity = 'high' | 'medium';

/** A change above 50 % is high. */
const HIGH_CHANGE = 0.5;

/** The severity of a cost against the expected one. Cost where none was expected is high. */
export function severityOf(expected: number, actual: number): Severity {
  return Math.abs(actual - expected) > HIGH_CHANGE * Math.max(expected, 0) ? 'high' : 'medium';
}
