import { Component, type JSX } from 'preact';
import type { Row } from '../../../../core/transcript/conversation-rows.ts';
import type { KnownBlocks } from '../../../../render/html/markdown-element.ts';
import { rowElement } from '../../../../render/html/session/row-element.ts';
import { toElements } from '../elements.tsx';

export interface TranscriptRowProps {
  readonly isOpen: boolean;
  readonly raw?: string | undefined;
  /** Only of what is under way. */
  readonly now?: number | undefined;
  /** It is the question whose form the page shows. */
  readonly isAsked?: boolean;
  readonly row: Row;
  readonly version: string;
  /** It is outlined. */
  readonly isFound: boolean;
  readonly onToggle: (row: Row, isOpen: boolean) => void;
}

/** One row; made again only where something of it has changed. */
export class TranscriptRow extends Component<TranscriptRowProps> {
  readonly #known: KnownBlocks = new Map();

  override shouldComponentUpdate(next: TranscriptRowProps): boolean {
    const { isAsked, isFound, isOpen, now, raw, row, version } = this.props;
    return (
      next.row !== row ||
      next.version !== version ||
      next.isOpen !== isOpen ||
      next.isAsked !== isAsked ||
      next.isFound !== isFound ||
      next.now !== now ||
      next.raw !== raw
    );
  }

  override render({ isAsked, isFound, isOpen, now, onToggle, raw, row }: TranscriptRowProps): JSX.Element {
    const toggled = (open: boolean): void => {
      if (open !== isOpen) onToggle(row, open);
    };
    const shown =
      isAsked && row.kind === 'entry' ? (
        <p class="notice">The agent asks: the question is below.</p>
      ) : (
        toElements(
          rowElement(row, { isOpen, raw, known: this.#known, onToggle: toggled, ...(now !== undefined && { now }) }),
        )
      );
    return <div class={isFound ? 'found' : ''}>{shown}</div>;
  }
}
