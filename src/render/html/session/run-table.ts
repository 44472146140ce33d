import { formatDuration } from '../../../core/duration.ts';
import type { Conversation } from '../../../core/transcript/conversation.ts';
import type { TranscriptRun } from '../../../core/transcript/transcript-entry.ts';
import { shortCost, tokensText } from '../../usage-text.ts';
import { type HtmlElement, type HtmlNode, h } from '../element.ts';
import { markdownLine } from '../markdown-element.ts';
import { durationOfRun } from './run-end-line.ts';
import { stateBadge, stateOfRun } from './state-badge.ts';

/** So many runs are listed; the others are counted. */
const MAX_RUNS = 200;
const MAX_PROMPT = 200;

/** A session's runs, each with what was asked and what came of it. `hrefOf`: the address of the run with a number from 1. */
export function runTable(props: {
  readonly conversation: Conversation;
  readonly hrefOf: (number: number) => string;
  /** Takes secrets out of what is cut short. */
  readonly mask: (text: string) => string;
}): HtmlElement {
  const { conversation, hrefOf, mask } = props;
  const { entries, runs } = conversation.transcript;
  const prompts = new Map<string | null, string>();
  for (const entry of entries)
    if (entry.kind === 'message' && entry.role === 'user' && !entry.hidden && !prompts.has(entry.runId))
      prompts.set(entry.runId, markdownLine(entry.text, MAX_PROMPT, mask));
  const rows = runs.slice(0, MAX_RUNS).map((run, at) =>
    h(
      'tr',
      null,
      h('td', null, h('a', { href: hrefOf(at + 1) }, `Run ${at + 1}`)),
      h('td', null, stateBadge(stateOfRun(run))),
      h('td', { class: 'prompt' }, prompts.get(run.id) ?? ''),
      cellsOf(run).map((text) => h('td', { class: 'number' }, text)),
    ),
  );
  const head = ['Run', 'Outcome', 'Asked', 'Time', 'Tokens', 'Cost'];
  const table: HtmlNode = h(
    'table',
    null,
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        head.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h('tbody', null, rows),
  );
  const more = runs.length - rows.length;
  return h(
    'div',
    { class: 'runs wide', tabindex: 0, role: 'group', 'aria-label': 'Runs' },
    table,
    more > 0 ? h('p', { class: 'notice' }, `And ${more.toLocaleString('en')} more.`) : null,
  );
}

function cellsOf(run: TranscriptRun): readonly string[] {
  const { costUsd, usage } = run;
  const took = durationOfRun(run);
  return [
    took === undefined ? '–' : formatDuration(took),
    usage === null ? '–' : tokensText(usage),
    costUsd === null ? '–' : shortCost(costUsd),
  ];
}
