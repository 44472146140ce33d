import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the built `bin/amber.js`: what the scenarios spawn. */
    readonly amber: string;
    /** A folder for NODE_COMPILE_CACHE of processes that run TypeScript. */
    readonly compileCache: string;
  }
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a release writes into the package: the commit that `amber init` pins, and where it is. */
const RELEASED = {
  gitHead: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
  repository: { type: 'git', url: 'git+https://github.com/example/amber.git' },
};

/**
 * Builds once before the suite, into a folder of its own: two suites at once, or a build beside one, must not take chunks
 * away from a program that runs. Gives what takes the folder away again.
 */
export function setup(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'amber-build-')));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(ROOT, 'bin/amber.js'), join(folder, 'bin/amber.js'));
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...RELEASED }));
  execFileSync(
    process.execPath,
    ['--experimental-strip-types', '--no-warnings', 'scripts/build.ts', join(folder, 'dist')],
    {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  project.provide('amber', join(folder, 'bin/amber.js'));
  project.provide('compileCache', join(folder, 'compile-cache'));
  return () => rmSync(folder, { recursive: true, force: true });
}
