import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { AGENT_PACKAGES } from '../../src/github/setup/action-pins.ts';
import { installed, packagesOf } from './cache.ts';

/** Those that `amber init` installs in a job, at the same versions. */
const AGENTS = packagesOf(...Object.values(AGENT_PACKAGES));

/** What they take on disk, with room for npm to unpack. In bytes. */
const NEEDED = 2_000_000_000;

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the agents' commands, or why there is none. */
    agents: { readonly bin: string } | { readonly missing: string };
  }
}

/** Installs the agents once into the user's cache. */
export async function setup(project: TestProject): Promise<void> {
  try {
    const folder = await installed('agents', AGENTS, NEEDED);
    project.provide('agents', { bin: join(folder, 'node_modules', '.bin') });
  } catch (error) {
    project.provide('agents', { missing: error instanceof Error ? error.message : String(error) });
  }
}
