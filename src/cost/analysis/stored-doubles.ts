import { endianness } from 'node:os';

const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Stored doubles are little-endian, as almost all processors are. */
const IS_SWAPPED = endianness() === 'BE';

/** Doubles as base64: a fifth of the time that JSON takes for numbers, and JSON has no number for NaN. */
export function storedDoubles(values: Float64Array): string {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return (IS_SWAPPED ? Buffer.from(bytes).swap64() : bytes).toString('base64');
}

/** The reverse of {@link storedDoubles}, into the first places of an array. What does not fit is ignored. */
export function readDoubles(stored: string, into: Float64Array): void {
  const bytes = Buffer.from(into.buffer, into.byteOffset, into.byteLength);
  const written = bytes.write(stored, 'base64');
  if (IS_SWAPPED) bytes.subarray(0, written - (written % BYTES)).swap64();
}
