import { defineConfig } from 'vitest/config';

// `test/real` and `test/bench` need more than Node and have their own configurations and scripts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**', 'test/bench/**'],
    // Scenarios run what `npm run build` makes.
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 20_000,
    pool: 'threads',
    // Most tests wait for processes and sockets of their own, so that more of them than cores can run.
    maxWorkers: 4,
    reporters: process.env.CI ? ['default'] : ['dot'],
  },
});
