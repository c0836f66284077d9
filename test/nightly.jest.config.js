import config from './long.jest.config.js';

/**
 * What the gate has no time for: all cases of the long tests, and those that run at night only.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: [
    '<rootDir>/test/**/*.long.test.ts',
    '<rootDir>/test/**/*.nightly.test.ts',
    '<rootDir>/test/clickhouse/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
