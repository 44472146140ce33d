import { Component, type JSX } from 'preact';
import type { Row } from '../../../../core/transcript/conversation-rows.ts';
import { toElements } from '../elements.tsx';
import { type RowState, rowElement } from './row-element.ts';

export interface TranscriptRowProps extends Omit<RowState, 'onToggle'> {
  readonly row: Row;
  readonly version: string;
  /** It is outlined. */
  readonly isFound: boolean;
  readonly onToggle: (row: Row, isOpen: boolean) => void;
}

/** One row; made again only where something of it has changed. */
export class TranscriptRow extends Component<TranscriptRowProps> {
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

  override render({ isFound, onToggle, row, ...state }: TranscriptRowProps): JSX.Element {
    const toggled = (open: boolean): void => {
      if (open !== state.isOpen) onToggle(row, open);
    };
    return <div class={isFound ? 'found' : ''}>{toElements(rowElement(row, { ...state, onToggle: toggled }))}</div>;
  }
}
