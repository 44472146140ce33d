import { diffLines } from 'diff';
import type { FileEdit } from '../../core/agui/file-edit.ts';
import { highlighted, languageOf } from './code.ts';
import { type HtmlElement, h } from './element.ts';

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'same' | 'gap';
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const CONTEXT = 3;
/** Texts that differ more are shown one after the other. */
const MAX_EDITS = 2_000;
/** Lines of one change that are shown. */
const MAX_LINES = 400;
const MAX_LENGTH = 200_000;

const SIGNS = { added: '+', removed: '−', same: ' ', gap: '⋯' } as const;
const SPOKEN = { added: 'added: ', removed: 'removed: ', same: '', gap: '' } as const;

/** A change of a file, line by line, coloured. */
export function diff({ path, before = '', after, line: firstLine }: FileEdit): HtmlElement {
  const lines = linesOfDiff(before, after);
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

/** The lines of both texts in order, those that are far from every change left out. */
export function linesOfDiff(before: string, after: string): readonly DiffLine[] {
  const parts =
    before.length + after.length > MAX_LENGTH ? undefined : diffLines(before, after, { maxEditLength: MAX_EDITS });
  const all = parts?.flatMap(({ added, removed, value }) =>
    as(added ? 'added' : removed ? 'removed' : 'same', value),
  ) ?? [...as('removed', before), ...as('added', after)];
  const isNear = new Array<boolean>(all.length).fill(false);
  for (const [at, { kind }] of all.entries())
    if (kind !== 'same') isNear.fill(true, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  const shown: DiffLine[] = [];
  let skipped = 0;
  for (const [at, line] of all.entries()) {
    if (!isNear[at]) skipped += 1;
    else {
      if (skipped > 0) shown.push({ kind: 'gap', text: unchanged(skipped) });
      skipped = 0;
      shown.push(line);
    }
  }
  if (skipped > 0) shown.push({ kind: 'gap', text: unchanged(skipped) });
  return shown;
}

function as(kind: DiffLine['kind'], value: string): DiffLine[] {
  if (value === '') return [];
  return value
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => ({ kind, text }));
}

function unchanged(lines: number): string {
  return lines === 1 ? '1 line unchanged' : `${lines} lines unchanged`;
}
