/**
 * A time in UTC as every store's SQL compares it: `2026-11-01 00:00:00.000`.
 *
 * @param milliseconds since the Unix epoch
 */
export function sqlTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}
