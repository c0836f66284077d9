/** S3, CloudWatch Logs and Aurora charge for GB of 2^30 bytes. */
const BYTES_PER_BINARY_GB = 2 ** 30;
/** What flows through a network is charged by GB of 10^9 bytes. */
const BYTES_PER_GB = 1_000_000_000;

/** GB of 2^30 bytes. Undefined where the bytes are not known. */
export function binaryGigabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / BYTES_PER_BINARY_GB;
}

/** GB of 10^9 bytes. Undefined where the bytes are not known. */
export function gigabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / BYTES_PER_GB;
}

/** A sum. Undefined unless all is known. */
export function sumOf(...parts: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    sum += part;
  }
  return sum;
}

/** A quotient: 0 of nothing. Undefined unless both are known. */
export function quotient(part: number | undefined, whole: number | undefined): number | undefined {
  if (part === undefined || whole === undefined) return undefined;
  return whole === 0 ? 0 : part / whole;
}
