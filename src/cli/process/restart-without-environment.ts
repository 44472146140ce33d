import {
  accessSync,
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { isOfTheMachine, pick } from '../../engine/local/agents/inherited-environment.ts';

/** The argument by which a process knows that its environment comes by its stdin. */
const ON_STDIN = '--environment-on-stdin';

/** Where GitHub's toolkit looks for the files by which a step talks to its runner: in `process.env`, and nowhere else. */
const COMMAND_FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];

/**
 * Replaces this process by one that was started with a clean environment and knows all of this one's: same pid, same
 * output, same signals. A process of the same user can read what a process was *started* with (`/proc/<pid>/environ`,
 * `ps -E`), and no assignment to `process.env` changes that. Does not return, unless this is that process already.
 * `script`: the file that this process was started with.
 * @throws AmberError UNSUPPORTED where Node can't replace its process, or the process is another program's that has
 *   loaded the script; and what the file system says
 */
export function replaceProcess(env: Env, script: string): void {
  if (isHandedOver()) return;
  const { execPath, execArgv, argv } = process;
  if (realpathSync(argv[1] ?? '') !== realpathSync(script))
    throw new AmberError('UNSUPPORTED', 'the process belongs to the program that has loaded this step');
  // Node 22.15 and 24 have it, but not on Windows.
  if (process.execve === undefined)
    throw new AmberError(
      'UNSUPPORTED',
      `Node ${process.version} can't replace its own process on ${process.platform}`,
      {
        hint: 'use Node 22.15 or newer',
      },
    );
  // A failure beyond this line aborts the process, with a core dump.
  accessSync(execPath, constants.X_OK);
  onStdin(JSON.stringify(env), [env.RUNNER_TEMP, env.TMPDIR, '/tmp']);
  const clean = pick(env, (name) => isOfTheMachine(name) || OF_OUR_START.test(name));
  process.execve(execPath, [execPath, ...execArgv, script, ON_STDIN], clean);
}

/** What Node reads at its start, and what the runner finds its job's processes by. */
const OF_OUR_START = /^(?:NODE_OPTIONS|RUNNER_TRACKING_ID)$/;

/** The environment that was handed over to this process; its own if none was. */
export function handedOver(): Env {
  if (!isHandedOver()) return process.env;
  const env = JSON.parse(readFileSync(0, 'utf8')) as Env;
  // Others can open what a process has open: nothing may be left in there.
  ftruncateSync(0);
  closeSync(0);
  openSync('/dev/null', 'r');
  for (const name of COMMAND_FILES) if (env[name] !== undefined) process.env[name] = env[name];
  return env;
}

const isHandedOver = (): boolean => process.argv[2] === ON_STDIN;

/**
 * Puts a text where the next program of this process reads it: of all that Node opens only the standard streams stay
 * open over an execve. The file has lost its name before it holds anything.
 */
function onStdin(text: string, folders: readonly (string | undefined)[]): void {
  closeSync(0);
  const file = openNameless(folders.flatMap((folder) => folder || []));
  // The lowest number that is free, unless another thread was quicker.
  if (file !== 0) throw new AmberError('INTERNAL', `stdin was opened as ${file}`);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
}

/** A file without a name, in the first of the folders that takes one. @throws what the last one says */
function openNameless([folder = '', ...others]: readonly string[]): number {
  const path = join(folder, `amber-${process.pid}-${process.hrtime.bigint()}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch (error) {
    if (others.length === 0) throw error;
    return openNameless(others);
  }
}
