import { formatDuration } from '../core/duration.ts';
import type { Outcome, Question, Result, RunError } from '../core/outcome.ts';
import type { Paint } from './paint.ts';
import { oneLine, plain } from './plain.ts';
import type { Redactor } from './renderer.ts';

const MARK: { readonly [outcome in Outcome | 'detached']: string } = {
  finished: '✔',
  failed: '✖',
  'needs-input': '?',
  cancelled: '■',
  'timed-out': '✖',
  stopped: '■',
  lost: '✖',
  detached: '→',
};

/** A server may send a whole page as its error. */
const LONGEST = 2_000;

/** The one line at the end: outcome, duration, tokens, cost, session, and what became of it if it was not stopped. */
export function resultLine(result: Result, { dim, bold, red, green, yellow }: Paint): string {
  const { outcome } = result;
  const tone = outcome === 'finished' || outcome === 'detached' ? green : outcome === 'needs-input' ? yellow : red;
  const head = outcome === null ? red('✖ not run') : tone(`${MARK[outcome]} ${outcome}`);
  const usage = result.usage;
  const parts = [
    result.durationMs === 0 ? '' : formatDuration(result.durationMs),
    usage === null ? '' : `${shortCount(usage.inputTokens)} in, ${shortCount(usage.outputTokens)} out`,
    result.cost === undefined ? '' : `$${result.cost.usd.toFixed(result.cost.usd < 1 ? 4 : 2)}`,
    result.session ?? '',
    fateOf(result),
  ].filter((part) => part !== '');
  return `${bold(head)} ${dim(`· ${parts.join(' · ')}`)}`;
}

/** An error as README shows it. */
export function errorLines({ message, code, hint }: RunError, { red, dim }: Paint, redactor: Redactor): string[] {
  // Redacted before it is cut, lest half a secret stays; what is far behind the cut can't matter.
  const said = oneLine(redactor.all(message.slice(0, 4 * LONGEST))).slice(0, LONGEST);
  const lines = [`${red('error:')} ${said} [${oneLine(redactor.all(code))}]`];
  if (hint !== undefined) lines.push(dim(`  hint: ${oneLine(redactor.all(hint))}`));
  return lines;
}

/** What the agent asked, indented. */
export function questionLines({ text }: Question, { yellow }: Paint, redactor: Redactor): string[] {
  const [first = '', ...more] = plain(redactor.all(text)).split('\n');
  return [`${yellow('question:')} ${first}`, ...more.map((line) => `  ${line}`)];
}

function fateOf({ session, stopReason, outcome }: Result): string {
  if (session === null) return '';
  switch (stopReason) {
    case 'in-use':
      return 'left running: in use by another run';
    case 'kept':
      return 'left running';
    case 'detached':
      return outcome === 'detached' ? '' : 'left running';
    case 'unconfirmed':
      return 'STOP NOT CONFIRMED';
    default:
      return '';
  }
}

export function shortCount(tokens: number): string {
  if (tokens < 1_000) return `${tokens}`;
  return tokens < 1_000_000 ? `${(tokens / 1_000).toFixed(1)}k` : `${(tokens / 1_000_000).toFixed(1)}M`;
}
