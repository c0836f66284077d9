import { crc32 } from 'node:zlib';

const CHECKSUM_BYTES = 4;

/**
 * A payload with a checksum of its bytes: 4 bytes more. It detects damage by disks and killed writers, not
 * deliberate changes.
 */
export function sealRecord(payload: Buffer): Buffer {
  const record = Buffer.allocUnsafe(CHECKSUM_BYTES + payload.length);
  record.writeUInt32BE(checksumOf(payload), 0);
  payload.copy(record, CHECKSUM_BYTES);
  return record;
}

/**
 * The payload of a sealed record: a view of the same bytes, not a copy. Undefined when the record is damaged,
 * truncated, or not sealed.
 */
export function openRecord(record: Buffer): Buffer | undefined {
  if (record.length < CHECKSUM_BYTES) return undefined;
  const payload = record.subarray(CHECKSUM_BYTES);
  return record.readUInt32BE(0) === checksumOf(payload) ? payload : undefined;
}

/** Inverted, because CRC-32 of nothing is zero: a record of zero bytes must not look intact. */
function checksumOf(payload: Buffer): number {
  return ~crc32(payload) >>> 0;
}
