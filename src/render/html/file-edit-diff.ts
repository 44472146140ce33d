import type { FileEdit } from '../../core/agui/file-edit.ts';
import { oneLine, plain } from '../plain-text.ts';
import { type DiffLine, linesOfDiff } from './compare-lines.ts';
import { type HtmlElement, h } from './element.ts';
import { highlighted, languageOf } from './highlight-code.ts';

/** Lines of one change that are shown. */
const MAX_LINES = 400;

const SIGNS = { added: '+', removed: '−', same: ' ', gap: '⋯' } as const;
const SPOKEN = { added: 'added: ', removed: 'removed: ', same: '', gap: '' } as const;

/** A change of a file, line by line, coloured. */
export function diff({ after, before = '', line: firstLine, path: file }: FileEdit): HtmlElement {
  const path = oneLine(file);
  const lines = linesOfDiff(plain(before), plain(after));
  const language = languageOf(path);
  const count = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length;
  const label = `${path}: ${count('added')} lines added, ${count('removed')} removed`;
  return h(
    'figure',
    { class: 'diff' },
    h(
      'figcaption',
      null,
      h('span', { class: 'path' }, firstLine === undefined ? path : `${path}:${firstLine}`),
      h('span', { class: 'added' }, `+${count('added')}`),
      h('span', { class: 'removed' }, `−${count('removed')}`),
    ),
    h(
      'pre',
      { tabindex: 0, 'aria-label': label, role: 'group' },
      lines
        .slice(0, MAX_LINES)
        .map(({ kind, text }) =>
          h(
            'span',
            { class: `line ${kind}` },
            h('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[kind]),
            SPOKEN[kind] === '' ? null : h('span', { class: 'hidden' }, SPOKEN[kind]),
            h('code', null, kind === 'gap' ? text : highlighted(text, language), '\n'),
          ),
        ),
      lines.length > MAX_LINES ? h('span', { class: 'line gap' }, `… ${lines.length - MAX_LINES} more lines`) : null,
    ),
  );
}
