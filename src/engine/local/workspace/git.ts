import { channel } from 'node:diagnostics_channel';
import type { Readable } from 'node:stream';
import type { Env } from '../../../core/env.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';
import { secretsInAddresses, secretsOf } from '../../../core/secrets/from-environment.ts';
import { makeRedactor } from '../../../core/secrets/redact.ts';

/** How git is to be run. */
export interface GitContext {
  /** The agent's environment: git gets no more than the agent has. */
  readonly env: Env;
  readonly signal: AbortSignal;
  /** Transports that git may use, as in `GIT_ALLOW_PROTOCOL`; the plain ones if absent. */
  readonly protocols?: string;
  /** The program: `git` of the environment's PATH if absent. */
  readonly command?: string;
  /** Nothing if absent. */
  readonly stdin?: string | Uint8Array;
  /** How much of stdout there may be, in characters: more is an error. If absent, only its last 64 Ki are returned. */
  readonly atMost?: number;
  /** Of stdout: `latin1` keeps every byte as a character. UTF-8 if absent. */
  readonly encoding?: 'latin1';
}

/** A call of git that is over. */
export interface ObservedGitCall {
  readonly args: readonly string[];
  /** Milliseconds that it took. */
  readonly ms: number;
  /** Absent where git could not be run, or was ended. */
  readonly exitCode: number | undefined;
}

/** Gets an `ObservedGitCall` of each call, for those who log them. */
export const GIT_CALLS = channel('amber:git');

/** Enough for every message of git; a flood of them must not fill the memory. */
const MAX_KEPT = 64 * 1024;

/**
 * Runs git without a person: nothing is asked for, only plain transports work, and it ends when `signal` is aborted.
 * Arguments are an array, so nothing of them reaches a shell. Returns stdout without its last newline.
 * @throws AmberError GIT with what git said, which may be a server's words: secrets blanked; the signal's reason
 */
export async function git(args: readonly string[], cwd: string, context: GitContext): Promise<string> {
  const { command = 'git', atMost, encoding = 'utf8', env, signal, stdin } = context;
  signal.throwIfAborted();
  const { execa } = await import('execa');
  const began = performance.now();
  // With its descendants git has a session of its own: ssh finds no terminal to ask on, and the group dies as one.
  const child = execa(command, args, {
    cwd,
    env: gitEnv(context),
    extendEnv: false,
    killDescendants: true,
    killSignal: 'SIGKILL',
    cancelSignal: signal,
    ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin }),
    buffer: false,
    reject: false,
  });
  const stdout = atMost === undefined ? endOf(child.stdout, encoding) : allOf(child.stdout, atMost, encoding);
  const stderr = endOf(child.stderr, 'utf8');
  const { exitCode, signal: killedBy, cause, message } = await child;
  if (GIT_CALLS.hasSubscribers) {
    const call: ObservedGitCall = { args, ms: performance.now() - began, exitCode };
    GIT_CALLS.publish(call);
  }
  signal.throwIfAborted();
  const answer = stdout();
  if (answer === undefined)
    throw new AmberError('GIT', `git ${verbOf(args)} said more than ${atMost?.toLocaleString('en')} characters`);
  if (exitCode === 0) return answer.replace(/\n$/, '');
  if (exitCode === undefined && killedBy === undefined)
    throw new AmberError('GIT', `cannot run git: ${messageOf(cause ?? message)}`, {
      hint: 'install git, or set PATH',
      cause,
    });
  const redactor = makeRedactor([...secretsOf(env), ...secretsInAddresses(...args)]);
  const said = redactor.all(withoutCredentials(lastWords(stderr(), exitCode)));
  throw new AmberError('GIT', `git ${verbOf(args)} failed: ${said}`, hintFor(said));
}

/** The end of a stream's text, so far. */
function endOf(stream: Readable, encoding: BufferEncoding): () => string {
  let text = '';
  stream.setEncoding(encoding).on('data', (chunk: string) => {
    text += chunk;
    if (text.length > MAX_KEPT) text = text.slice(-MAX_KEPT);
  });
  return () => text;
}

/** A stream's text, so far; undefined if it is longer. */
function allOf(stream: Readable, atMost: number, encoding: BufferEncoding): () => string | undefined {
  let text: string | undefined = '';
  stream.setEncoding(encoding).on('data', (chunk: string) => {
    text = text === undefined || text.length + chunk.length > atMost ? undefined : text + chunk;
  });
  return () => text;
}

/** User names and passwords in the URLs of a text, blanked. */
export const withoutCredentials = (text: string): string => text.replace(/\/\/[^/@\s'"]+@/g, '//***@');

// Set where Amber runs within a git hook; they would point every command at that repository.
const OF_A_HOOK = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR|PREFIX|NAMESPACE)$/;

function gitEnv({ env, protocols = 'file:git:http:https:ssh' }: GitContext): Env {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !OF_A_HOOK.test(name))),
    GIT_TERMINAL_PROMPT: '0',
    // Empty, not unset: git would go on to SSH_ASKPASS, a window. A helper that the user has set may answer by itself.
    GIT_ASKPASS: env.GIT_ASKPASS ?? '',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_ALLOW_PROTOCOL: protocols,
    LC_ALL: 'C',
  };
}

/** The command among git's arguments: `fetch`. */
export const verbOf = (args: readonly string[]): string =>
  args.find((arg, i) => !/^-/.test(arg) && args[i - 1] !== '-c') ?? '';

/** Its own advice comes on lines that are no reason, and is the one thing to type. */
function hintFor(said: string): { readonly hint?: string } {
  const [, owned] = /dubious ownership in repository at '(.+?)'/.exec(said) ?? [];
  return owned === undefined
    ? {}
    : { hint: `if you trust what is in it: git config --global --add safe.directory '${owned}'` };
}

/** The messages of git that say why; progress and hints come before. */
function lastWords(stderr: string, code: number | undefined): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  const reasons = lines.filter((line) => /^(fatal|error|remote|!| !)/.test(line));
  return (reasons.length > 0 ? reasons : lines).slice(-3).join('; ') || `exit code ${code ?? 'unknown'}`;
}
