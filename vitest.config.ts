import { defineConfig } from 'vitest/config';

// `test/real` and `test/bench` need more than Node and have their own configurations and scripts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**', 'test/bench/**'],
    testTimeout: 20_000,
    pool: 'threads',
    reporters: process.env.CI ? ['default'] : ['dot'],
  },
});
