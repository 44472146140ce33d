import type { Row } from '../../../../core/transcript/conversation-rows.ts';
import { changesCard } from '../../../../render/html/changes-card.ts';
import { type HtmlNode, h } from '../../../../render/html/element.ts';
import { entryElement } from '../../../../render/html/entry-element.ts';
import { runEnd } from '../../../../render/html/session/run-end-line.ts';
import { oneLine } from '../../../../render/plain-text.ts';

/** Longer arguments and results of tools are cut, in UTF-16 units. */
export const MOST_SHOWN = 20_000;

export interface RowState {
  readonly isOpen: boolean;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly raw?: string | undefined;
  /** Only of what is under way. */
  readonly now?: number | undefined;
  /** It is the question whose form the page shows. */
  readonly isAsked?: boolean;
}

/** What a reader sees of a row. */
export function rowElement(row: Row, { isAsked = false, now, ...state }: RowState): HtmlNode {
  switch (row.kind) {
    case 'run-end':
      return runEnd({ run: row.run });
    case 'changes':
      return changesCard({ changes: row.changes });
    case 'notice':
      return h('p', { class: `notice ${row.level}` }, oneLine(row.text));
    case 'entry':
      if (isAsked) return h('p', { class: 'notice' }, 'The agent asks: the question is below.');
      return entryElement({ entry: row.entry, most: MOST_SHOWN, ...state, ...(now !== undefined && { now }) });
  }
}
