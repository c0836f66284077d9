import { describe, expect, test } from '@jest/globals';
import { returnFreedMemory } from '../../src/store/freed-memory.ts';

const GIB = 1024 ** 3;
const NAME = 'DUCKDB_JE_MALLOC_CONF';

describe('in a container', () => {
  test.each([
    ['of 1 GiB', GIB, true],
    ['of 2 GiB', 2 * GIB, true],
    ['of 4 GiB', 4 * GIB, false],
    ['without a limit, as old kernels say it', 2 ** 64, false],
    ['without a limit', 0, false],
  ])('%s: the store returns freed memory at once', (_name, limit, isSet) => {
    const env: NodeJS.ProcessEnv = {};
    returnFreedMemory(env, limit);
    expect(NAME in env).toBe(isSet);
  });

  test('what the user has set stays', () => {
    const env: NodeJS.ProcessEnv = { [NAME]: 'dirty_decay_ms:500' };
    returnFreedMemory(env, GIB);
    expect(env[NAME]).toBe('dirty_decay_ms:500');
  });
});
