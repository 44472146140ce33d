import { Component, type JSX } from 'preact';
import type { Row } from '../../../../core/transcript/rows.ts';
import { changesCard } from '../../../../render/html/changes-card.ts';
import { entryElement } from '../../../../render/html/entry.ts';
import { runEnd } from '../../../../render/html/session/run-end.ts';
import { oneLine } from '../../../../render/plain-text.ts';
import { toElements } from '../elements.tsx';

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
    if (row.kind === 'run-end') return <div>{toElements(runEnd({ run: row.run }))}</div>;
    if (row.kind === 'changes') return <div class={found}>{toElements(changesCard({ changes: row.changes }))}</div>;
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
