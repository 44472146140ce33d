import { formatDuration } from '../../../core/duration.ts';
import type { TranscriptRun } from '../../../core/transcript/transcript-entry.ts';
import { oneLine } from '../../plain-text.ts';
import { shortCost } from '../../usage-text.ts';
import { type HtmlElement, h } from '../element.ts';

const WORDS = {
  finished: 'Finished',
  failed: 'Failed',
  'needs-input': 'Waits for an answer',
  cancelled: 'Cancelled',
  lost: 'Lost',
} as const;

/** How a run ended, and what it took; null for one that goes on. */
export function runEnd({ run }: { readonly run: TranscriptRun }): HtmlElement | null {
  const { costUsd, error, isAnswered, outcome, usage } = run;
  if (outcome === null) return null;
  const took = durationOfRun(run);
  const facts = [
    took === undefined ? undefined : `after ${formatDuration(took)}`,
    costUsd === null ? undefined : shortCost(costUsd),
    usage === null
      ? undefined
      : `${usage.inputTokens.toLocaleString('en')} tokens in, ${usage.outputTokens.toLocaleString('en')} out`,
    error === undefined ? undefined : `${oneLine(error.message.slice(0, MAX_ERROR))} [${oneLine(error.code)}]`,
  ];
  return h(
    'div',
    { class: `run-end ${outcome}` },
    h('strong', null, isAnswered ? 'Asked, and was answered' : WORDS[outcome]),
    facts.map((fact) => (fact === undefined ? null : h('span', null, fact))),
  );
}

/** A server may send a whole page as its error. In UTF-16 units. */
const MAX_ERROR = 2_000;

/** In milliseconds; undefined where nobody knows. */
export function durationOfRun({ endedAt, startedAt }: TranscriptRun): number | undefined {
  return startedAt === null || endedAt === null ? undefined : endedAt - startedAt;
}
