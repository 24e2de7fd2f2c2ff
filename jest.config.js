/** Each Jest worker gets a database and a queue prefix of its own (tests/support/environment.ts); servers come from tests/support/global-setup.ts. */
export default {
  testEnvironment: '<rootDir>/tests/support/jest/environment.cjs',
  runtime: '<rootDir>/tests/support/jest/runtime.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  resolver: 'ts-jest-resolver',
  roots: [
    '<rootDir>/platform',
    '<rootDir>/tenants',
    '<rootDir>/commerce',
    '<rootDir>/server',
    '<rootDir>/worker',
    '<rootDir>/schema',
    '<rootDir>/sandboxes',
    '<rootDir>/admin',
    '<rootDir>/bin',
    '<rootDir>/tests',
  ],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  setupFiles: ['<rootDir>/tests/support/environment.ts'],
  setupFilesAfterEnv: ['<rootDir>/tests/support/shop-guard.ts'],
  testTimeout: 30_000,
  // Each test file leaves its modules behind: a worker with gigabytes of them spends its time collecting garbage.
  workerIdleMemoryLimit: '900MB',
};
