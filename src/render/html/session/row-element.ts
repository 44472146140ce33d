import type { Row } from '../../../core/transcript/conversation-rows.ts';
import { oneLine } from '../../plain-text.ts';
import { changesCard } from '../changes-card.ts';
import { type HtmlNode, h } from '../element.ts';
import { entryElement } from '../entry-element.ts';
import type { EntryProps } from '../entry-props.ts';
import { runEnd } from './run-end-line.ts';

/** Longer arguments and results of tools are cut, in UTF-16 units. */
export const MOST_SHOWN = 20_000;

/** What a reader sees of a row of a conversation. `how`: how its entry is shown, where it is one. */
export function rowElement(row: Row, how: Omit<EntryProps, 'entry' | 'most' | 'part' | 'parts'>): HtmlNode {
  switch (row.kind) {
    case 'run-end':
      return runEnd({ run: row.run });
    case 'changes':
      return changesCard({ changes: row.changes });
    case 'notice':
      return h('p', { class: `notice ${row.level}` }, oneLine(row.text));
    case 'entry': {
      const { entry, part, parts } = row;
      return entryElement({ ...how, entry, part, parts, most: MOST_SHOWN });
    }
  }
}
