import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const PATIENCE = 300_000;
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'amber-test');

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
  const folder = join(CACHE, name);
  try {
    mkdirSync(folder, { recursive: true });
    if (!isThere(folder, packages))
      await alone(folder, async () => {
        if (!isThere(folder, packages)) await install(folder, packages, needed);
      });
    return folder;
  } catch (error) {
    throw cannot(Object.keys(packages), folder, error);
  }
}

/**
 * The same for packages of PyPI: gives the interpreter of a virtual environment that has them. Only what `packages` names
 * is pinned; what that needs is installed once, and stays. @throws Error
 */
export async function installedPython(name: string, packages: Packages, needed: number): Promise<string> {
  const specs = Object.entries(packages).map(([one, version]) => `${one}==${version}`);
  const folder = join(CACHE, name);
  const python = join(folder, 'bin/python');
  const done = join(folder, 'installed.txt');
  try {
    if (existsSync(done) && readFileSync(done, 'utf8') === specs.join('\n')) return python;
    mkdirSync(folder, { recursive: true });
    checkRoom(folder, needed);
    const call = (command: string, ...args: readonly string[]) =>
      promisify(execFile)(command, args, { timeout: PATIENCE });
    await call('python3', '-m', 'venv', '--clear', folder);
    await call(
      python,
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--only-binary=:all:',
      ...specs,
    );
    writeFileSync(done, specs.join('\n'));
    return python;
  } catch (error) {
    throw cannot(specs, folder, error);
  }
}

/** Two files of tests may want the same packages at once. A lock that is older than any installation is left over. */
async function alone(folder: string, work: () => Promise<void>): Promise<void> {
  const lock = `${folder}.lock`;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      const found = statSync(lock, { throwIfNoEntry: false });
      if (found === undefined && !existsSync(dirname(lock))) throw error;
      if (found !== undefined && Date.now() - found.mtimeMs > 2 * PATIENCE)
        rmSync(lock, { recursive: true, force: true });
      await setTimeout(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isThere(folder: string, packages: Packages): boolean {
  return Object.entries(packages).every(([name, version]) => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
}

async function install(folder: string, packages: Packages, needed: number): Promise<void> {
  checkRoom(folder, needed);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], {
    cwd: folder,
    timeout: PATIENCE,
  });
}

function checkRoom(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < needed) throw new Error(`less than ${needed / 1e9} GB are free there`);
}

function cannot(packages: readonly string[], folder: string, error: unknown): Error {
  const reported = error instanceof Error ? error.message : String(error);
  return new Error(`${packages.join(', ')} can't be installed into ${folder}: ${reported.slice(0, 500)}`);
}
