/** The polynomial of gzip's checksum, bits reversed. */
const POLYNOMIAL = 0xedb88320;
const BITS_PER_BYTE_LOG2 = 3;
const ONE = 0x8000_0000;

/** The product of two polynomials, modulo that of the checksum. */
function product(one: number, other: number): number {
  let result = 0;
  let factor = other;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((one & bit) !== 0) result ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
  }
  return result >>> 0;
}

/**
 * The CRC-32 of two texts in a row, from their own ones: neither text has to be read again.
 *
 * @param length of the second text, in bytes
 * @see https://github.com/madler/zlib/blob/develop/crc32.c (crc32_combine)
 */
export function crc32Combine(first: number, second: number, length: number): number {
  let shift = ONE;
  let power = ONE >>> 1;
  for (let step = 0; step < BITS_PER_BYTE_LOG2; step += 1) power = product(power, power);
  for (let left = length; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = product(power, shift);
    power = product(power, power);
  }
  return (product(shift, first) ^ second) >>> 0;
}
