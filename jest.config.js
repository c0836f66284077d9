import { INJECTED_GLOBALS } from './test/fast-globals.js';

const NAMES = '(content-disposition|@apidevtools/json-schema-ref-parser)';
const REQUIRED_ES_MODULES = `/node_modules/${NAMES}/.+\\.js$`;

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // They have scripts of their own: npm run test:long, test:conformance, test:stores, test:prometheus, test:recipe and test:nightly.
  testPathIgnorePatterns: [
    '<rootDir>/test/moto/',
    '<rootDir>/test/schemathesis/',
    '<rootDir>/test/clickhouse/',
    '<rootDir>/test/prometheus/',
    '<rootDir>/test/recipe/',
    '\\.(long|nightly)\\.test\\.ts$',
  ],
  modulePathIgnorePatterns: ['<rootDir>/.recipe-', '<rootDir>/.mutants-', '<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/test/fast-globals.js',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
    // ES modules that CommonJS requires: more than Jest can load before Node 24.9.
    [REQUIRED_ES_MODULES]: [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/seeded-fast-check.js' },
  transformIgnorePatterns: [`/node_modules/(?!${NAMES}/)`],
  sandboxInjectedGlobals: INJECTED_GLOBALS,
  testSequencer: '<rootDir>/test/sequencer.js',
  // Each file leaves its modules behind: a worker that has grown is replaced, so that it is not slowed down by its heap.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
  maxWorkers: '100%', // the parent, for which Jest leaves a core by default, does little
};
