import type { Env } from '../../core/env.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { splitCommandLine } from '../../engine/local/agents/command-line.ts';
import { readSettingFile } from '../../engine/platform/credentials.ts';

/** Where a token may come from. It never comes from argv, which every process of the machine can read. */
export interface TokenSettings {
  readonly tokenFile?: string | undefined;
  /** True if `--token-file` named the file: it then counts before `AMBER_TOKEN`. */
  readonly fileIsFlag?: boolean;
  readonly tokenCommand?: string | undefined;
}

/** How long `tokenCommand` may take, in milliseconds: some open a browser. */
const COMMAND_TIMEOUT = 60_000;

/**
 * Returns the way to the token: `--token-file`, `AMBER_TOKEN`, the configured file, the configured command; "" without
 * any. Each call reads anew, since tokens expire.
 */
export function tokenReader(env: Env, cwd: string, settings: TokenSettings): () => Promise<string> {
  const { tokenFile, tokenCommand, fileIsFlag = false } = settings;
  const fromEnv = env.AMBER_TOKEN;
  if (tokenFile !== undefined && (fileIsFlag || fromEnv === undefined || fromEnv === ''))
    return () => readTokenFile(tokenFile);
  if (fromEnv !== undefined && fromEnv !== '') return async () => checked(fromEnv, 'AMBER_TOKEN');
  if (tokenCommand !== undefined) return () => runTokenCommand(tokenCommand, env, cwd);
  return async () => '';
}

async function readTokenFile(path: string): Promise<string> {
  const what = `the token file ${path}`;
  return checked(await readSettingFile(path, what), what);
}

async function runTokenCommand(line: string, env: Env, cwd: string): Promise<string> {
  const { execa } = await import('execa');
  const [command, ...args] = words(line);
  // No shell: what the configuration names is run, and nothing that its words might mean to one.
  const ended = await execa(command, args, {
    cwd,
    env: { ...env },
    extendEnv: false,
    stdin: 'ignore',
    timeout: COMMAND_TIMEOUT,
    reject: false,
  });
  if (!ended.failed) return checked(ended.stdout, 'tokenCommand');
  const why = ended.timedOut ? `no answer within ${COMMAND_TIMEOUT / 1000} s` : whyFailed(ended);
  throw new AmberError('UNAUTHENTICATED', `tokenCommand "${command}" failed: ${why}`, {
    hint: `try it yourself: ${line}`,
  });
}

function words(line: string): [string, ...string[]] {
  try {
    return splitCommandLine(line);
  } catch (error) {
    throw new AmberError('CONFIG', `tokenCommand is no command line: ${messageOf(error)}`, { cause: error });
  }
}

/** What a command says on stderr is for people; what it says on stdout may be the token. */
function whyFailed(ended: {
  exitCode?: number | undefined;
  signal?: string | undefined;
  stderr: string;
  code?: string | undefined;
}): string {
  const said = ended.stderr.trim().split('\n').at(-1) ?? '';
  const how =
    ended.exitCode === undefined ? (ended.signal ?? ended.code ?? 'it did not start') : `exit ${ended.exitCode}`;
  return said === '' ? how : `${how}, ${said.slice(0, 200)}`;
}

/** A token travels in a header: one word of visible characters. */
function checked(text: string, source: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const what = token === '' ? 'is empty' : 'holds more than one word of plain characters';
  throw new AmberError('CONFIG', `${source} ${what}`, { hint: 'it must hold the token and nothing else' });
}
