import { defineConfig } from 'vitest/config';

// Real servers and agents: installed into a cache folder, skipped with a reason where that can't be done. And stories of many
// processes, of real shells and of git servers (`scenarios/`), which would make `npm test` wait.
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts', 'test/real/install-agents.ts'],
    // For a hang, not for a busy machine: above what a test waits for anything (test/fakes/patience.ts).
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each agent is several large processes, most of which wait for each other.
    maxWorkers: 2,
    // As in vitest.config.ts: a program starts the sooner the less memory its starter holds.
    pool: 'forks',
    reporters: ['verbose'],
  },
});
