import { formatDuration } from '../core/duration.ts';
import type { Outcome, Result, RunError } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import { shortIds } from '../core/session/short-id.ts';
import type { Paint } from './colors.ts';
import { oneLine, plain } from './plain-text.ts';
import type { Redactor } from './renderer.ts';
import { widthOf } from './text-width.ts';
import { formatCost, tokensText } from './usage-text.ts';
import { wrapped } from './wrap-lines.ts';

const MARK: { readonly [outcome in Outcome | 'detached']: string } = {
  finished: '✔',
  failed: '✖',
  'needs-input': '?',
  cancelled: '■',
  'timed-out': '✖',
  'over-budget': '✖',
  stopped: '■',
  lost: '✖',
  detached: '→',
};

/**
 * The one line at the end: outcome, duration, tokens, cost, session, and whether that was left running. Where it does not fit
 * into `columns`, it has the session's short id, then no tokens, then no duration and cost. `inWords`: without the sign, and
 * with all facts, whatever the width.
 */
export function resultLine(
  result: Result,
  { dim, bold, red, green, yellow }: Paint,
  columns = Number.POSITIVE_INFINITY,
  inWords = false,
): string {
  const { outcome } = result;
  const tone = outcome === 'finished' || outcome === 'detached' ? green : outcome === 'needs-input' ? yellow : red;
  const sign = inWords ? '' : `${outcome === null ? '✖' : MARK[outcome]} `;
  const head = outcome === null ? red(`${sign}not run`) : tone(`${sign}${outcome}`);
  const usage = result.usage;
  const took = result.durationMs === 0 ? '' : formatDuration(result.durationMs);
  const tokens = usage === null ? '' : tokensText(usage);
  const cost = result.cost === undefined ? '' : formatCost(result.cost.usd);
  const name = result.session ?? '';
  const id = shortIds([name]).get(name) ?? name;
  const left = leftRunning(result);
  const rests = [
    [took, tokens, cost, name, left],
    [took, tokens, cost, id, left],
    [took, cost, id, left],
    [id, left],
  ]
    .slice(0, inWords ? 2 : undefined)
    .map((parts) => parts.filter((part) => part !== '').join(' · '));
  const room = columns - widthOf(plain(head)) - ' · '.length;
  const rest = rests.find((one) => widthOf(one) <= room) ?? rests.at(-1) ?? '';
  return rest === '' ? bold(head) : `${bold(head)} ${dim(`· ${rest}`)}`;
}

/** Of an error's message so much is shown, in characters: a server may send a whole page as its error. */
const MAX_ERROR_LENGTH = 2_000;

/** An error as README shows it, wrapped at words; what its hint says to type stays whole. */
export function errorLines(
  { message, code, hint }: RunError,
  { red, dim }: Paint,
  redactor: Redactor,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  // Redacted before it is cut, lest half a secret stays; what is far behind the cut can't matter.
  const said = oneLine(redactor.all(message.slice(0, 4 * MAX_ERROR_LENGTH))).slice(0, MAX_ERROR_LENGTH);
  const [first = '', ...more] = wrapped(`error: ${said} [${oneLine(redactor.all(code))}]`, columns).split('\n');
  const lines = [first.replace(/^error:/, red), ...more];
  if (hint !== undefined) lines.push(dim(`  hint: ${oneLine(redactor.all(hint))}`));
  return lines;
}

/** Where a message waits in its session. */
export function queueText({
  before,
  atLeast,
}: Pick<Extract<Update, { type: 'run.queued' }>, 'before' | 'atLeast'>): string {
  if (before === 0) return 'the message’s run begins';
  return `the message waits ${behindText(before)}${atLeast === true ? ', or more' : ''}`;
}

function behindText(count: number): string {
  return `behind ${count} other ${count === 1 ? 'message' : 'messages'}`;
}

function leftRunning({ session, stopReason, outcome, runsBefore = 0 }: Result): string {
  if (session === null) return '';
  switch (stopReason) {
    case 'in-use':
      return 'left running: in use by another run';
    case 'kept':
      return 'left running';
    case 'detached':
      if (runsBefore > 0) return behindText(runsBefore);
      return outcome === 'detached' ? '' : 'left running';
    case 'unconfirmed':
      return 'STOP NOT CONFIRMED';
    default:
      return '';
  }
}
