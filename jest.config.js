/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Gates with a script of their own: npm run test:conformance, npm run test:recipe.
  testPathIgnorePatterns: ['<rootDir>/test/moto/', '<rootDir>/test/recipe/'],
  modulePathIgnorePatterns: ['<rootDir>/.recipe-', '<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testSequencer: '<rootDir>/test/sequencer.js',
  // Each file leaves its modules behind: a worker that has grown is replaced, so that it is not slowed down by its heap.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
  maxWorkers: '100%', // most of the time is spent waiting for child processes
};
