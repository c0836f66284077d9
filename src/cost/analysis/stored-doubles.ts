import { at, type Numbers } from './statistics.ts';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Doubles as base64: a fifth of the time that JSON takes for numbers, and JSON has no number for NaN. */
export function storedDoubles(values: Numbers): string {
  const bytes = Buffer.allocUnsafe(values.length * BYTES);
  for (let index = 0; index < values.length; index += 1) {
    bytes.writeDoubleLE(at(values, index), index * BYTES);
  }
  return bytes.toString('base64');
}

/** Is it whole? A text that was cut would otherwise be read as fewer days. */
export function areStoredDoubles(stored: string): boolean {
  return stored.length % 4 === 0 && Buffer.byteLength(stored, 'base64') % BYTES === 0;
}

/** The reverse of {@link storedDoubles}. Bytes at the end that are no double are ignored. */
export function readDoubles(stored: string): Float64Array {
  const bytes = Buffer.from(stored, 'base64');
  const values = new Float64Array(Math.floor(bytes.length / BYTES));
  for (let index = 0; index < values.length; index += 1) {
    values[index] = bytes.readDoubleLE(index * BYTES);
  }
  return values;
}
