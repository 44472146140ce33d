import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PATIENCE = 300_000;

/** Packages with their versions: pinned, so that a run of tomorrow tests what a run of today did. */
export type Packages = { readonly [name: string]: string };

/** `name@version`, as a command line has it. */
export function packagesOf(...specs: readonly (string | null)[]): Packages {
  const named = specs.filter((spec) => spec !== null);
  return Object.fromEntries(
    named.map((spec) => [spec.slice(0, spec.lastIndexOf('@')), spec.slice(spec.lastIndexOf('@') + 1)]),
  );
}

/**
 * Installs packages once into a folder of the user's cache, and gives that folder. Their install scripts aren't run:
 * they need none. `needed`: bytes that have to be free. @throws Error
 */
export async function installed(name: string, packages: Packages, needed: number): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'amber-test', name);
  try {
    mkdirSync(folder, { recursive: true });
    if (!isThere(folder, packages)) await install(folder, packages, needed);
    return folder;
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new Error(`${Object.keys(packages).join(', ')} can't be installed into ${folder}: ${told.slice(0, 500)}`);
  }
}

function isThere(folder: string, packages: Packages): boolean {
  return Object.entries(packages).every(([name, version]) => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
}

async function install(folder: string, packages: Packages, needed: number): Promise<void> {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < needed) throw new Error(`less than ${needed / 1e9} GB are free there`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], {
    cwd: folder,
    timeout: PATIENCE,
  });
}
