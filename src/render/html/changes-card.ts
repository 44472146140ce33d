import type { ChangedFile, RunChanges } from '../../core/run-changes.ts';
import { oneLine } from '../plain-text.ts';
import { type HtmlElement, h } from './element.ts';

/** So many files are shown at once; the others are folded. */
const SHOWN = 12;

const WORDS = { added: 'new', modified: '', deleted: 'deleted', renamed: 'renamed' } as const;

/** The files that a run has changed, with their lines. */
export function changesCard({ changes }: { readonly changes: RunChanges }): HtmlElement {
  const { branch, files, total, unknown } = changes;
  const list = (some: readonly ChangedFile[]): HtmlElement => h('ul', null, some.map(fileItem));
  const [first, rest] = [files.slice(0, SHOWN), files.slice(SHOWN)];
  const unnamed = total.files - files.length;
  return h(
    'section',
    { class: 'changes', 'aria-label': 'Changed files' },
    h(
      'header',
      null,
      h('span', { class: 'name' }, total.files === 1 ? '1 file changed' : `${total.files} files changed`),
      counts(total.added, total.removed),
      branch === undefined ? null : h('span', { class: 'branch' }, oneLine(branch)),
    ),
    unknown === undefined ? null : h('p', null, oneLine(unknown)),
    first.length === 0 ? null : list(first),
    rest.length === 0 ? null : h('details', null, h('summary', null, `${rest.length} more`), list(rest)),
    unnamed > 0 ? h('p', null, `… and ${unnamed} that are not named`) : null,
  );
}

function fileItem({ added, from, path, removed, status }: ChangedFile): HtmlElement {
  const name = from === undefined ? oneLine(path) : `${oneLine(from)} → ${oneLine(path)}`;
  const word = WORDS[status];
  return h(
    'li',
    null,
    h('span', { class: 'path' }, name),
    word === '' ? null : h('span', { class: 'word' }, word),
    added === null || removed === null ? h('span', { class: 'word' }, 'binary') : counts(added, removed),
  );
}

function counts(added: number, removed: number): HtmlElement {
  return h(
    'span',
    { class: 'counts' },
    h('span', { class: 'added' }, `+${added}`),
    h('span', { class: 'removed' }, `−${removed}`),
  );
}
