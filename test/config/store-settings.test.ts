import { expect, test } from '@jest/globals';
import { secretsOf } from '../../src/app/secrets.ts';
import { loadSettings } from '../../src/config/settings.ts';

test('there is no store unless a setting names one', () => {
  const { store } = loadSettings({ env: {} });

  expect(store).toEqual({
    type: 'none',
    memoryMb: 112,
    threads: 2,
    spillMb: 2_048,
    retentionMs: 90 * 86_400_000,
    clickhouse: {
      url: 'http://localhost:8123',
      user: 'default',
      password: undefined,
      database: 'longshore',
    },
    query: { timeoutMs: 30_000, rows: 10_000 },
  });
});

test('the password of ClickHouse is a secret', () => {
  const env = { LONGSHORE_STORE: 'ClickHouse', LONGSHORE_CLICKHOUSE_PASSWORD: 'hunter2-hunter2' };

  const settings = loadSettings({ env });

  expect(settings.store.type).toBe('clickhouse');
  expect(secretsOf(settings)).toContain('hunter2-hunter2');
});

test.each([
  ['LONGSHORE_STORE', 'sqlite', /LONGSHORE_STORE: must be none, duckdb or clickhouse/],
  ['LONGSHORE_STORE_MEMORY_MB', '1', /must be a whole number from 64/],
  ['LONGSHORE_CLICKHOUSE_URL', 'localhost', /must be a URL/],
  [
    'LONGSHORE_CLICKHOUSE_URL',
    'http://me:secret-1@host:8123',
    /URL: must have no user and password/,
  ],
  ['LONGSHORE_CLICKHOUSE_URL', 'http://host:8123/other', /URL: must have nothing after the port/],
  ['LONGSHORE_CLICKHOUSE_URL', 'http://host:8123?password=x', /must have nothing after the port/],
  ['LONGSHORE_STOR', 'duckdb', /did you mean LONGSHORE_STORE\?/],
])('%s=%s is refused', (name, value, message) => {
  expect(() => loadSettings({ env: { [name]: value } })).toThrow(message);
});
