import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openRecord, sealRecord } from '../../src/lib/checked-record.ts';

const payloads = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

describe('a sealed record', () => {
  test('returns its payload', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(openRecord(sealRecord(payload))).toEqual(payload);
      }),
    );
  });

  test('is refused when any bit of it was flipped', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (payload, seed) => {
        const record = sealRecord(payload);
        const bit = seed % (record.length * 8);
        const byte = bit >> 3;
        record[byte] = (record[byte] ?? 0) ^ (1 << (bit & 7));

        expect(openRecord(record)).toBeUndefined();
      }),
    );
  });

  test('is refused when it was truncated or extended', () => {
    const record = sealRecord(Buffer.from('{"kind":"AWS::SQS::Queue"}'));

    for (let length = 0; length < record.length; length += 1) {
      expect(openRecord(record.subarray(0, length))).toBeUndefined();
    }
    expect(openRecord(Buffer.concat([record, Buffer.from('}')]))).toBeUndefined();
  });

  test('is refused when it was never sealed, or contains only zeros', () => {
    expect(openRecord(Buffer.from('{"kind":"AWS::SQS::Queue"}'))).toBeUndefined();
    for (const length of [0, 3, 4, 5, 64]) {
      expect(openRecord(Buffer.alloc(length))).toBeUndefined();
    }
  });
});
