import { Component, type ComponentChild, h, type JSX } from 'preact';
import { formatDuration } from '../../../../core/duration.ts';
import type { TranscriptRun } from '../../../../core/transcript/transcript.ts';
import type { HtmlNode } from '../../../../render/html/element.ts';
import { entryElement } from '../../../../render/html/entry.ts';
import { oneLine } from '../../../../render/plain-text.ts';
import { costText } from '../state-badge.tsx';
import type { Row } from './conversation.ts';

/** Longer arguments and results of tools are cut, in UTF-16 units. */
const MOST_SHOWN = 20_000;

export interface TranscriptRowProps {
  readonly row: Row;
  readonly version: string;
  readonly isOpen: boolean;
  readonly isFound: boolean;
  readonly onToggle: (row: Row, isOpen: boolean) => void;
  readonly raw: string | undefined;
  /** Only of what is under way. */
  readonly now: number | undefined;
}

/** One row; made again only where something of it has changed. */
export class TranscriptRow extends Component<TranscriptRowProps> {
  override shouldComponentUpdate(next: TranscriptRowProps): boolean {
    const { isFound, isOpen, now, raw, row, version } = this.props;
    return (
      next.row !== row ||
      next.version !== version ||
      next.isOpen !== isOpen ||
      next.isFound !== isFound ||
      next.now !== now ||
      next.raw !== raw
    );
  }

  override render({ isFound, isOpen, now, onToggle, raw, row }: TranscriptRowProps): JSX.Element {
    const found = isFound ? 'found' : '';
    if (row.kind === 'run-end') return <RunEnd run={row.run} />;
    if (row.kind === 'notice') return <p class={`notice ${row.level} ${found}`}>{oneLine(row.text)}</p>;
    const shown = entryElement({
      entry: row.entry,
      isOpen,
      most: MOST_SHOWN,
      onToggle: (open) => {
        if (open !== isOpen) onToggle(row, open);
      },
      raw,
      ...(now !== undefined && { now }),
    });
    return <div class={found}>{toElements(shown)}</div>;
  }
}

const WORDS = {
  finished: 'Finished',
  failed: 'Failed',
  'needs-input': 'Waits for an answer',
  cancelled: 'Cancelled',
} as const;

function RunEnd({ run }: { readonly run: TranscriptRun }): JSX.Element | null {
  const { costUsd, endedAt, error, outcome, startedAt, usage } = run;
  if (outcome === null) return null;
  const took = startedAt === null || endedAt === null ? undefined : formatDuration(endedAt - startedAt);
  return (
    <div class={`run-end ${outcome}`}>
      <strong>{WORDS[outcome]}</strong>
      {took === undefined ? null : <span>after {took}</span>}
      {costUsd === null ? null : <span>{costText(costUsd)}</span>}
      {usage === null ? null : (
        <span>
          {usage.inputTokens.toLocaleString('en')} tokens in, {usage.outputTokens.toLocaleString('en')} out
        </span>
      )}
      {error === undefined ? null : (
        <span>
          {oneLine(error.message)} [{oneLine(error.code)}]
        </span>
      )}
    </div>
  );
}

/** What exports write as HTML, as elements of this page: nothing is parsed, so that nothing foreign can be executed. */
export function toElements(node: HtmlNode): ComponentChild {
  if (node === null || typeof node === 'string') return node;
  if (isList(node)) return node.map(toElements);
  return h(node.tag, { ...node.attributes }, toElements(node.children));
}

function isList(node: HtmlNode): node is readonly HtmlNode[] {
  return Array.isArray(node);
}
