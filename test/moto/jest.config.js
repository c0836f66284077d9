import path from 'node:path';
import { fileURLToPath } from 'node:url';
import config from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...config,
  rootDir: path.resolve(fileURLToPath(import.meta.url), '../../..'),
  testMatch: ['<rootDir>/test/{moto,schemathesis}/**/*.test.ts'],
  testPathIgnorePatterns: [],
  testTimeout: 1_200_000, // making the estate is one step, and slow machines take minutes for it
  verbose: true,
};
