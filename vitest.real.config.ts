import { defineConfig } from 'vitest/config';

// Real servers and agents: installed into a cache folder, skipped with a reason where that can't be done.
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts', 'test/real/install-agents.ts'],
    // For a hang, not for a busy machine: above what a test waits for anything (test/fakes/patience.ts).
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each agent is several large processes, most of which wait for each other.
    maxWorkers: 2,
    pool: 'threads',
    reporters: ['verbose'],
  },
});
