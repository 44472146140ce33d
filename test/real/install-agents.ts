import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

/** Pinned, so that a run of tomorrow tests what a run of today did. */
const AGENTS = {
  '@agentclientprotocol/claude-agent-acp': '0.49.0',
  '@agentclientprotocol/codex-acp': '2.6.0',
};

/** What both take on disk, with room for npm to unpack. In bytes. */
const NEEDED = 2_000_000_000;
const PATIENCE = 300_000;

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the agents' commands, or why there is none. */
    agents: { readonly bin: string } | { readonly missing: string };
  }
}

/** Installs the agents once into the user's cache. Their install scripts aren't run: they need none. */
export async function setup(project: TestProject): Promise<void> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'amber-test', 'agents');
  try {
    mkdirSync(folder, { recursive: true });
    if (!isInstalled(folder)) await install(folder);
    project.provide('agents', { bin: join(folder, 'node_modules', '.bin') });
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    project.provide('agents', { missing: `the agents can't be installed into ${folder}: ${told.slice(0, 500)}` });
  }
}

function isInstalled(folder: string): boolean {
  return Object.entries(AGENTS).every(([name, version]) => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
}

async function install(folder: string): Promise<void> {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < NEEDED) throw new Error(`less than ${NEEDED / 1e9} GB are free there`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: AGENTS }));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], {
    cwd: folder,
    timeout: PATIENCE,
  });
}
