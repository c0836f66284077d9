/** A fraction of a second, or its absence, at the end of a time. */
const FRACTION = /(?:\.(\d+))?$/;

/**
 * A time in UTC as ISO text with at least milliseconds: `2026-11-22T05:00:00.000Z`. More digits stay where they say
 * something.
 *
 * @param text `2026-11-22 05:00:00`, `2026-11-22T05:00:00.123456`; without a time zone
 */
export function isoTime(text: string): string {
  const [, digits = ''] = FRACTION.exec(text) ?? [];
  const whole = digits === '' ? text : text.slice(0, -digits.length - 1);
  return `${whole.replace(' ', 'T')}.${digits.replace(/0+$/, '').padEnd(3, '0')}Z`;
}

/** An integer as JSON can hold it: a number, or text where a number would be another one. */
export function safeInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
