import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const VERSION = '1.32.0';
const run = promisify(execFile);

/** A linter of workflows for what attackers make use of: put into the user's cache once, from PyPI. */
export interface Zizmor {
  /** What it finds in workflows, by their names; empty if nothing. */
  check(workflows: { readonly [name: string]: string }): Promise<string>;
}

/** Why it can't be had here, if it can't. */
export async function zizmor(): Promise<Zizmor | { readonly missing: string }> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'amber-test', `zizmor-${VERSION}`);
  const program = join(folder, 'bin', 'zizmor');
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--target', folder, `zizmor==${VERSION}`];
    if (!existsSync(program)) await run('python3', pip, { timeout: 240_000 });
  } catch (error) {
    return { missing: `zizmor can't be installed: ${error instanceof Error ? error.message.slice(0, 500) : error}` };
  }
  return {
    async check(workflows) {
      const scratch = mkdtempSync(join(tmpdir(), 'amber-zizmor-'));
      try {
        const inside = join(scratch, '.github', 'workflows');
        mkdirSync(inside, { recursive: true });
        for (const [name, text] of Object.entries(workflows)) writeFileSync(join(inside, name), text);
        const { stdout } = await run(program, ['--offline', '--no-progress', '--format', 'plain', scratch], {
          timeout: 120_000,
        }).catch((error: { stdout?: string; stderr?: string }) => ({ stdout: `${error.stdout}${error.stderr}` }));
        return stdout.includes('No findings to report') ? '' : stdout;
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
  };
}
