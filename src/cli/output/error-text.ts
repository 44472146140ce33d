import { writeDuration } from '../../core/duration.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import { EXIT, exitCodeOfError } from '../../core/exit-code.ts';
import { NO_RUN, type Result, type RunError } from '../../core/result.ts';
import type { Settings } from '../config/settings.ts';

/** What a person reads about an error, and the process's exit code: the one place that knows. */
export interface Report {
  readonly text: string;
  readonly exitCode: number;
}

/**
 * `error: … [CODE]`, the hint below it; a stack, with those of its causes, only with `verbose`. `help`: the command that
 * explains the call, for wrong calls that say nothing better.
 */
export function report(error: unknown, verbose: boolean, help?: string): Report {
  const code = isAmberError(error) ? error.code : 'INTERNAL';
  const hint = hintOf(error, verbose, help);
  const lines = [`error: ${plain(messageOf(error))} [${code}]`];
  if (hint !== undefined) lines.push(`  hint: ${plain(hint)}`);
  if (verbose) lines.push(plain(stackOf(error)));
  return { text: `${lines.join('\n')}\n`, exitCode: isAmberError(error) ? exitCodeOfError(error.code) : EXIT.lost };
}

/** What a person reads beside a result whose error was thrown: where, with `verbose`. */
export function stackText(error: unknown): string {
  return `${plain(stackOf(error))}\n`;
}

/** The result with what its reader can do at a command line about a limit of ours, or a defect of Amber. */
export function withHint(result: Result, limits: Pick<Settings, 'timeout' | 'startTimeout'>): Result {
  const { error } = result;
  if (error === undefined) return result;
  const hint = limitHint(result, error, limits) ?? error.hint ?? (error.code === 'INTERNAL' ? DEFECT : undefined);
  return hint === error.hint || hint === undefined ? result : { ...result, error: { ...error, hint } };
}

function limitHint(
  { outcome, by, limit: passed, session }: Result,
  { code, hint }: RunError,
  { timeout, startTimeout }: Pick<Settings, 'timeout' | 'startTimeout'>,
): string | undefined {
  if (passed !== undefined && session !== null)
    return `this goes on in the same session: amber send ${session} --max-${passed.kind} N "…"`;
  if (outcome !== 'timed-out' || by !== 'us') return undefined;
  const [flag, ms] =
    code === 'RUN_NEVER_STARTED' || session === null ? ['--start-timeout', startTimeout] : ['--timeout', timeout];
  const limit = `${flag} is the limit, here ${writeDuration(ms)}`;
  // Why the end may not have been seen matters more than the limit.
  return code === 'TIMEOUT' && hint !== undefined ? `${limit}; ${hint}` : limit;
}

/** The result of a command that owns a run and never reached one. */
export function resultOfError(error: unknown, help?: string): Result {
  const hint = hintOf(error, false, help);
  return {
    ...NO_RUN,
    exitCode: report(error, false).exitCode,
    error: {
      code: isAmberError(error) ? error.code : 'INTERNAL',
      message: messageOf(error),
      ...(hint === undefined ? {} : { hint }),
    },
  };
}

function hintOf(error: unknown, verbose: boolean, help?: string): string | undefined {
  if (isAmberError(error)) return error.hint ?? (isAmberError(error, 'USAGE', 'INVALID') ? help : undefined);
  return verbose ? undefined : DEFECT;
}

const DEFECT = 'this is a defect of Amber; -v shows where it happened';

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const stack = error.stack ?? '';
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause) || messageOf(error.cause)}`;
}

/** Messages quote what servers and agents say: none of their control characters and marks of direction reaches the terminal. */
function plain(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, '�');
}
