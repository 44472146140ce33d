import type { Env } from '../../core/env.ts';
import type { CommonOptions } from '../flags/common-options.ts';
import type { Io } from '../process/io.ts';

/** Colour, from the flag and the environment (no-color.org, force-color.org), for what is written to `stderr`. */
export function wantsColor(
  { env, stderr }: Pick<Io, 'env' | 'stderr'>,
  { color }: Pick<CommonOptions, 'color'>,
): boolean {
  if (!color || isSet(env, 'NO_COLOR')) return false;
  if (isSet(env, 'FORCE_COLOR')) return env.FORCE_COLOR !== '0';
  return stderr.isTTY && env.TERM !== 'dumb';
}

/** True where a line may be repainted: a capable terminal, no CI. */
export function canRepaint({ env, stderr }: Pick<Io, 'env' | 'stderr'>): boolean {
  return stderr.isTTY && env.TERM !== 'dumb' && !isSet(env, 'CI');
}

/**
 * True where a terminal that becomes narrower wraps the lines that are on it, as nearly all do. xterm itself, the Linux console and
 * GNU screen cut them off; tmux wraps them wherever it runs.
 */
export function rewrapsLines({ env }: Pick<Io, 'env'>): boolean {
  if (isSet(env, 'TMUX')) return true;
  return env.TERM !== 'linux' && !isSet(env, 'XTERM_VERSION') && !isSet(env, 'STY');
}

/** True where a person can be asked: they must both see the question and be able to answer. */
export function canAsk(
  { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>,
  { input }: Pick<CommonOptions, 'input'>,
): boolean {
  return input && stderr.isTTY && stdin.isTTY;
}

function isSet(env: Env, name: string): boolean {
  const value = env[name];
  return value !== undefined && value !== '';
}
