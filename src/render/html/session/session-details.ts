import { formatDuration } from '../../../core/duration.ts';
import { ANNOTATION, type Session } from '../../../core/session/session.ts';
import type { Conversation } from '../../../core/transcript/conversation.ts';
import { oneLine } from '../../plain-text.ts';
import { shortCost } from '../../usage-text.ts';
import { type HtmlElement, h } from '../element.ts';

export type Fact = readonly [term: string, value: string];

/** What a session took, and where and by whom; without what nobody knows. `now`: milliseconds since 1970. */
export function factsOf(session: Session | undefined, conversation: Conversation, now: number): readonly Fact[] {
  const { spec, metadata } = session ?? {};
  const { costUsd } = conversation.transcript;
  const duration = conversation.duration(now);
  const facts = [
    ['Agent', spec?.runnerType],
    ['Model', spec?.llmSettings?.model],
    [
      'Time',
      duration === 0 ? undefined : formatDuration(duration >= 1_000 ? Math.floor(duration / 1000) * 1000 : duration),
    ],
    ['Cost', costUsd === null ? undefined : shortCost(costUsd)],
    ['Project', metadata?.namespace],
    ['Directory', metadata?.annotations?.[ANNOTATION.workspace]],
  ] as const;
  return facts.flatMap(([term, value]) => (value === undefined || value === '' ? [] : [[term, value] as const]));
}

/** Facts as a list. */
export function factList({ facts }: { readonly facts: readonly Fact[] }): HtmlElement {
  return h(
    'dl',
    { class: 'facts' },
    facts.map(([term, value]) => {
      const shown = oneLine(value);
      return h('div', { key: term }, h('dt', null, term), h('dd', { title: shown }, shown));
    }),
  );
}
