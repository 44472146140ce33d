import { Component, createRef, type JSX } from 'preact';
import type { Row } from '../../../../core/transcript/conversation.ts';

/** Rows beyond the window that are made as well, in px: a fast scroll shows no gaps. */
const BEYOND = 600;
/** Closer to the end than this one is at it, in px. */
const AT_END = 24;

export interface VirtualListProps {
  readonly rows: readonly Row[];
  readonly row: (row: Row) => JSX.Element;
  /** What stands below the last row. */
  readonly footer: JSX.Element | null;
  readonly onFollow: (follows: boolean) => void;
  /** Gets the list, to be told where to go. */
  readonly handle: { current: VirtualList | null };
}

/**
 * A list of which only the rows in sight exist: what others are high is estimated until they were seen. It follows its end
 * until the reader scrolls up, and again once they are back at the end.
 */
export class VirtualList extends Component<VirtualListProps> {
  readonly #box = createRef<HTMLDivElement>();
  /** Where each row begins, and where the last ends, in px. */
  #starts: Float64Array = new Float64Array(1);
  #follows = true;
  #top = 0;
  #height = 0;
  #target: { readonly index: number; readonly until: number } | undefined;
  #isAsked = false;
  readonly #sizes = new ResizeObserver((entries) => this.#measured(entries));
  readonly #seen = new Map<Element, Row>();
  /** What was measured of each, in px. */
  readonly #heights = new WeakMap<Row, number>();

  override componentDidMount(): void {
    const box = this.#box.current;
    if (box === null) return;
    this.props.handle.current = this;
    this.#sizes.observe(box);
    box.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#settle();
  }

  override componentDidUpdate(): void {
    this.#settle();
  }

  override componentWillUnmount(): void {
    this.#sizes.disconnect();
  }

  /** Goes to the end, and stays there. */
  follow(): void {
    this.#target = undefined;
    this.#setFollows(true);
    this.#settle();
  }

  /** Brings a row into sight. */
  show(index: number): void {
    this.#setFollows(false);
    // Until then the rows around it have been measured.
    this.#target = { index, until: performance.now() + 400 };
    this.#settle();
    this.#draw();
  }

  override render({ footer, row, rows }: VirtualListProps): JSX.Element {
    this.#place(rows);
    const total = this.#starts[rows.length] ?? 0;
    const top = this.#follows ? Math.max(0, total - this.#height) : this.#top;
    const first = this.#at(Math.max(0, top - BEYOND));
    const last = Math.min(rows.length, this.#at(top + this.#height + BEYOND) + 1);
    const shown = rows.slice(first, last);
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
      <div class="transcript" ref={this.#box} tabIndex={0} role="log" aria-label="Transcript" aria-live="off">
        <div style={{ height: `${this.#starts[first] ?? 0}px` }} />
        {shown.map((one) => (
          <div key={one.key} class="row" ref={(element) => this.#watch(element, one)}>
            {row(one)}
          </div>
        ))}
        <div style={{ height: `${Math.max(0, total - (this.#starts[last] ?? total))}px` }} />
        {footer}
      </div>
    );
  }

  #watch(element: HTMLDivElement | null, row: Row): void {
    if (element === null || this.#seen.get(element) === row) return;
    this.#seen.set(element, row);
    this.#sizes.observe(element);
    for (const one of this.#seen.keys())
      if (!one.isConnected && one !== element) {
        this.#seen.delete(one);
        this.#sizes.unobserve(one);
      }
  }

  #measured(entries: readonly ResizeObserverEntry[]): void {
    const box = this.#box.current;
    if (box === null) return;
    let above = 0;
    let isChanged = false;
    for (const { target } of entries) {
      if (target === box) {
        isChanged ||= this.#height !== box.clientHeight;
        this.#height = box.clientHeight;
        continue;
      }
      const row = this.#seen.get(target);
      if (row === undefined || !target.isConnected) continue;
      const height = target.getBoundingClientRect().height;
      const measured = this.#heights.get(row);
      const before = measured ?? estimate(row);
      if (Math.abs(height - before) < 0.5 && measured !== undefined) continue;
      this.#heights.set(row, height);
      isChanged = true;
      const { top } = target.getBoundingClientRect();
      if (top < box.getBoundingClientRect().top) above += height - before;
    }
    if (!isChanged) return;
    // What is in sight stays where it is, whatever becomes of what is above.
    if (above !== 0 && !this.#follows && this.#target === undefined) {
      this.#top += above;
      this.forceUpdate(() => {
        box.scrollTop = this.#top;
      });
    } else this.forceUpdate();
  }

  #scrolled(): void {
    const box = this.#box.current;
    if (box === null) return;
    const top = box.scrollTop;
    if (isAtEnd(box)) this.#setFollows(true);
    else if (top < this.#top - 1) this.#setFollows(false);
    if (Math.abs(top - this.#top) > 1 && !this.#isTargeting()) this.#target = undefined;
    this.#top = top;
    this.#draw();
  }

  #isTargeting(): boolean {
    return this.#target !== undefined && performance.now() < this.#target.until;
  }

  #draw(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.forceUpdate();
    });
  }

  /** Puts the scroll bar where it belongs after each drawing. */
  #settle(): void {
    const box = this.#box.current;
    if (box === null) return;
    // The reader has scrolled, and the browser has not said so yet.
    if (this.#follows && box.scrollTop < this.#top - 1 && !isAtEnd(box)) {
      this.#top = box.scrollTop;
      this.#setFollows(false);
    }
    const wanted = this.#isTargeting()
      ? Math.max(0, (this.#starts[this.#target?.index ?? 0] ?? 0) - 24)
      : this.#follows
        ? box.scrollHeight - box.clientHeight
        : undefined;
    if (wanted === undefined) return;
    if (Math.abs(box.scrollTop - wanted) >= 1) box.scrollTop = wanted;
    // Also where the browser itself has moved it: the content became shorter.
    this.#top = box.scrollTop;
  }

  #setFollows(follows: boolean): void {
    if (this.#follows === follows) return;
    this.#follows = follows;
    this.props.onFollow(follows);
  }

  #place(rows: readonly Row[]): void {
    if (this.#starts.length <= rows.length) this.#starts = new Float64Array(Math.max(256, rows.length * 2));
    const starts = this.#starts;
    let top = 0;
    for (let at = 0; at < rows.length; at++) {
      starts[at] = top;
      const row = rows[at];
      if (row !== undefined) top += this.#heights.get(row) ?? estimate(row);
    }
    starts[rows.length] = top;
  }

  /** The row at a place. */
  #at(place: number): number {
    let low = 0;
    let high = this.props.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle + 1] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isAtEnd = ({ clientHeight, scrollHeight, scrollTop }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= AT_END;

/** In px. */
function estimate(row: Row): number {
  if (row.kind !== 'entry' || row.entry.kind !== 'message') return 48;
  return 60 + Math.min(4_000, Math.ceil(row.entry.text.length / 90) * 24);
}
