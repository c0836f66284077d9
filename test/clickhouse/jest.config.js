import path from 'node:path';
import { fileURLToPath } from 'node:url';
import config from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...config,
  rootDir: path.resolve(fileURLToPath(import.meta.url), '../../..'),
  testMatch: ['<rootDir>/test/clickhouse/**/*.test.ts', '<rootDir>/test/store/duckdb*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
