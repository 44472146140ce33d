import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds `dist` once before the suite: the scenarios spawn it. Two suites at once do no harm (build.ts). */
export function setup(): void {
  execFileSync(process.execPath, ['--experimental-strip-types', '--no-warnings', 'build.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
