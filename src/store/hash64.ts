import { createHash, hash } from 'node:crypto';

/** 64 bits of a text's SHA-1. Node 20.12 has the one-shot form, which is twice as fast. */
export function hash64(text: string): bigint {
  const digest =
    typeof hash === 'function'
      ? hash('sha1', text, 'buffer')
      : createHash('sha1').update(text).digest();
  return digest.readBigUInt64LE(0);
}
