import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Projects of the tests bring source maps of their own bundles, whose sources are gone: hundreds of warnings.
  logLevel: 'error',
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/fixtures/**'],
    // One ClickHouse for the whole run: it does most of the work, and more than two workers only wait for it.
    globalSetup: ['test/support/engine-setup.ts', 'test/support/kafka-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Limits for a hang, not for speed: nothing here asserts how long a thing takes.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
