import { didYouMean } from '../../core/did-you-mean.ts';
import type { Env } from '../../core/env.ts';
import { SETTING_NAMES, SETTINGS } from '../config/settings.ts';
import { type Check, skip } from './check-result.ts';

/** The output of a command that ends well within some seconds. Rejects for any other. */
async function run(command: string, args: readonly string[], env: Env): Promise<string> {
  const { execa } = await import('execa');
  return (await execa(command, args, { env, extendEnv: false, stdin: 'ignore', timeout: 5_000 })).stdout;
}

/** Whether git can be run. */
export async function gitCheck(env: Env): Promise<Check> {
  try {
    const version = await run('git', ['--version'], env);
    return { name: 'git', status: 'ok', detail: version.trim().replace(/^git version /, '') };
  } catch {
    const hint = 'install git: --worktree, --repo and --auto-push need it';
    return { name: 'git', status: 'warn', detail: 'git can’t be run', hint };
  }
}

/** Whether there is a token for GitHub. Without one nothing but GitHub itself is missing. */
export async function githubCheck(env: Env): Promise<Check> {
  const name = 'GitHub';
  const variable = ['GH_TOKEN', 'GITHUB_TOKEN'].find((one) => env[one]);
  if (variable !== undefined) return { name, status: 'ok', detail: `a token, from ${variable}` };
  try {
    await run('gh', ['auth', 'token'], env);
    return { name, status: 'ok', detail: 'a token, from gh' };
  } catch {
    return skip(name, 'no token: neither GH_TOKEN, GITHUB_TOKEN nor gh auth login');
  }
}

/** A mistyped variable is silent everywhere else. */
export function unknownVariables(env: Env): readonly Check[] {
  const known = ['AMBER_TOKEN', 'AMBER_STATE_DIR', ...SETTING_NAMES.flatMap((name) => SETTINGS[name].env ?? [])];
  return Object.keys(env)
    .filter((name) => name.startsWith('AMBER_') && !known.includes(name))
    .map((name) => {
      const hint = didYouMean(name, known);
      return { name, status: 'warn' as const, detail: 'no such variable', ...(hint === undefined ? {} : { hint }) };
    });
}
