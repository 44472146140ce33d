import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { ownScript } from '../../engine/local/agents/amber-programs.ts';
import type { Runner } from '../runner.ts';

/**
 * The files by which a step tells its runner what later steps find in their environment, on their PATH, among outputs and in
 * the summary. Amber writes none of them while an agent is at work; of its state, which it does, the last word counts.
 */
const COMMAND_FILES = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'];

interface GuardedFile {
  /** As a person knows it. */
  readonly name: string;
  readonly path: string;
  readonly content: Buffer;
}

/**
 * What an agent of this runner could write, and must not: the runner's files of this step, and the programs that Amber still
 * has to load, here and in its post step. `takeBack` restores what they held before the agent began, and returns the
 * names of those that were changed. Of a person's own machine nothing is guarded.
 */
export function guardFiles({ env, handOver }: Runner): { takeBack(): readonly string[] } {
  const commands = COMMAND_FILES.flatMap((name) => guarded(name, env[name]));
  const before = handOver === undefined ? [] : [...commands, ...programs()];
  return {
    takeBack: () =>
      before.flatMap(({ name, path, content }) => {
        if (contentOf(path)?.equals(content)) return [];
        try {
          // Not written over: it may be a link by now.
          rmSync(path, { recursive: true, force: true });
          writeFileSync(path, content, { flag: 'wx' });
          return [name];
        } catch (error) {
          return [`${name} (which can't be done: ${messageOf(error)})`];
        }
      }),
  };
}

function programs(): readonly GuardedFile[] {
  const folder = dirname(ownScript('sandbox'));
  const names = ['../package.json', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return names.flatMap((name) => guarded(name, join(folder, name)));
}

function guarded(name: string, path: string | undefined): readonly GuardedFile[] {
  const content = path ? contentOf(path) : undefined;
  return path && content !== undefined ? [{ name, path, content }] : [];
}

/** The content of a file that is a file; undefined for anything else. */
function contentOf(path: string): Buffer | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
