import path from 'node:path';
import { fileURLToPath } from 'node:url';
import config from '../jest.config.js';

/**
 * Tests that take long: random faults, kills, the heap, the large demo, the calls of all kinds. Those of the store are in `npm run test:stores`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  rootDir: path.resolve(fileURLToPath(import.meta.url), '../..'),
  testMatch: ['<rootDir>/test/**/*.long.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/store/'],
  testTimeout: 240_000,
};
