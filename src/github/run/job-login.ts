import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runner } from '../runner.ts';

/** A line of git's configuration that holds a login: `extraheader = AUTHORIZATION: basic …`. */
const LOGIN = /^[ \t]*extraheader[ \t]*=.*\n?/gim;

/**
 * Takes what a checkout has left of the job's login out of the reach of an agent that works elsewhere: out of git's
 * configuration in the job's folder, and out of the files beside it that newer checkouts write. Returns how to put it
 * back, for later steps; what an agent has made of these files meanwhile is gone then.
 */
export function hideLogin({ env: { GITHUB_WORKSPACE, RUNNER_TEMP } }: Pick<Runner, 'env'>): () => void {
  const paths = [
    ...(GITHUB_WORKSPACE ? [join(GITHUB_WORKSPACE, '.git', 'config')] : []),
    ...(RUNNER_TEMP ? credentialsIn(RUNNER_TEMP) : []),
  ];
  const hidden = paths.flatMap((path) => {
    const text = textOf(path);
    if (text === undefined || text.search(LOGIN) < 0) return [];
    const { mode } = lstatSync(path);
    writeFileSync(path, text.replace(LOGIN, ''));
    return [{ path, text, mode }];
  });
  return () => {
    for (const { path, text, mode } of hidden) {
      // Not written over: it may be a link by now.
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, text, { flag: 'wx', mode: mode & 0o777 });
    }
  };
}

function credentialsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^git-credentials-.*\.config$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** A plain file's text; undefined for anything else. */
function textOf(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
