import { PreciseDate } from '../lib/precise-date.ts';

/** A fraction of a second beyond milliseconds, as in ISO-8601, seconds and `1.7E9`. */
const FINER = /:\d\d\.\d{3}\d*[1-9]|\d{9,10}\.\d{3}\d*[1-9]|\d\.\d{13,}[eE]\+?9/;
const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:?\d\d)/g;
const SECONDS = /(?<![\w.-])\d(?:\d{8,9}(?:\.\d+)?|\.\d+[eE]\+?9)(?![\w.-])/g;

/**
 * Restores the microseconds of times. The SDK parses times as dates, which have milliseconds; the original
 * text is found again in the response. If two times of a response have the same milliseconds, they cannot be
 * matched, and both keep their milliseconds.
 *
 * @returns the output, changed in place
 */
export function withMicroseconds<Output extends object>(output: Output, body: Uint8Array): Output {
  const { buffer, byteOffset, byteLength } = body;
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
  if (FINER.test(text)) restore(output, timesIn(text));
  return output;
}

/** Times by the milliseconds that the SDK reads from them; undefined for ambiguous ones. */
type Times = ReadonlyMap<number, number | undefined>;

function timesIn(text: string): Times {
  const times = new Map<number, number | undefined>();
  const add = (microseconds: number): void => {
    for (const round of [Math.floor, Math.round]) {
      const key = round(microseconds / 1_000);
      const isOther = times.has(key) && times.get(key) !== microseconds;
      times.set(key, isOther ? undefined : microseconds);
    }
  };
  for (const [time, fraction = ''] of text.matchAll(ISO)) {
    const whole = Date.parse(fraction === '' ? time : time.replace(`.${fraction}`, ''));
    add(whole * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0')));
  }
  for (const [seconds] of text.matchAll(SECONDS)) add(Math.round(Number(seconds) * 1_000_000));
  return times;
}

function restore(value: object, times: Times): void {
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (typeof member !== 'object' || member === null || member instanceof Uint8Array) continue;
    if (!(member instanceof Date)) {
      restore(member, times);
      continue;
    }
    const microseconds = times.get(member.getTime());
    if (microseconds === undefined || microseconds % 1_000 === 0) continue;
    Reflect.set(value, key, new PreciseDate(microseconds));
  }
}
