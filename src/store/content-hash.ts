import xxhash from 'xxhash-wasm';

const { h64 } = await xxhash();

/**
 * 64 bits that tell one content from another: an XXH64, five times as fast as a SHA-1. Never 0: that is for what must
 * be written again. It finds changes; it names nothing, so forging one gains nothing.
 */
export function contentHash(text: string): bigint {
  return h64(text) | 1n;
}
