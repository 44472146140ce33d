import { defineConfig } from 'vitest/config';
import { WaitsFirst } from './test/waits-first.ts';

// `test/real` and `test/bench` need more than Node and have their own configurations and scripts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**', 'test/bench/**'],
    // Scenarios run what `npm run bundle` makes.
    globalSetup: ['test/global-setup.ts'],
    // For a hang, not for a busy machine: above what a test waits for anything (test/fakes/patience.ts).
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Real processes, sockets and clocks: a machine that stands still for a second must not fail a build.
    retry: process.env.CI ? 2 : 0,
    // Starting a program takes the longer the more memory its starter has: not one process that holds what all workers hold.
    pool: 'forks',
    // Seams are arguments, so no file changes a module or the environment for the next: a sixth of the suite's work saved.
    isolate: false,
    // Most tests wait for processes and sockets of their own, so that more of them than cores can run.
    maxWorkers: 4,
    sequence: { sequencer: WaitsFirst },
    reporters: process.env.CI ? ['default'] : ['dot'],
  },
});
