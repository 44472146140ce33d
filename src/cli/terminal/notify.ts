import { formatDuration } from '../../core/duration.ts';
import type { Env } from '../../core/env.ts';
import type { Result } from '../../core/result.ts';
import { findCommand } from '../../engine/local/agents/find-command.ts';
import { oneLine } from '../../render/plain-text.ts';
import { LONG_RUN, type Settings } from '../config/settings.ts';
import type { Io } from '../process/io.ts';

/** A desktop that does not answer holds up nobody (ms). */
const PATIENCE = 2_000;

/** Tells the person at the terminal that a long run has ended: `--notify`. Whatever goes wrong, the run is over all the same. */
export async function notifyOfEnd(
  io: Pick<Io, 'env' | 'stderr'>,
  how: Settings['notify'],
  result: Result,
): Promise<void> {
  const { env, stderr } = io;
  if (how === 'off' || result.durationMs < LONG_RUN || !stderr.isTTY || env.TERM === 'dumb') return;
  if (how === 'bell') return void (await stderr.write('\u0007'));
  const text = oneLine(
    [result.outcome ?? 'not run', `after ${formatDuration(result.durationMs)}`, result.session ?? ''].join(' ').trim(),
  );
  const program = hasDesktop(env) ? findCommand('notify-send', env) : undefined;
  if (program === undefined) return void (await stderr.write(terminalNotice(env, text)));
  const { execa } = await import('execa');
  await execa(program, ['--app-name=amber', 'amber', text], {
    env: { ...env },
    extendEnv: false,
    stdio: 'ignore',
    timeout: PATIENCE,
    reject: false,
  });
}

const hasDesktop = (env: Env): boolean => Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

/** OSC 777 is what urxvt and foot know, OSC 9 what most others do; one that knows neither shows nothing. tmux drops both, and makes a bell known. */
function terminalNotice({ TERM = '', TMUX }: Env, text: string): string {
  const notice = /^(?:rxvt|foot)/.test(TERM)
    ? `\u001b]777;notify;amber;${text}\u0007`
    : `\u001b]9;amber: ${text}\u0007`;
  return TMUX ? `${notice}\u0007` : notice;
}
