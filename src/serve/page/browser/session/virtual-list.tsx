import { Component, type ComponentChildren, createRef, type JSX } from 'preact';
import { type Row, textOf } from '../../../../core/transcript/conversation-rows.ts';

/** Rows beyond the window that are made as well, in px: a fast scroll shows no gaps. */
const BEYOND = 600;
/** Closer to the end than this one is at it, in px. */
const AT_END = 24;

export interface VirtualListProps {
  /** The same array as before, where rows were only added. */
  readonly rows: readonly Row[];
  readonly row: (row: Row) => JSX.Element | null;
  /** What stands below the last row. */
  readonly footer: JSX.Element | null;
  /** What stays at the lower edge of the window. */
  readonly overlay: JSX.Element | null;
  readonly onFollow: (follows: boolean) => void;
  /** Called after each drawing, with the rows that exist. */
  readonly onDrawn: (rows: ReadonlyMap<Element, Row>) => void;
  /** Gets the list, which can scroll to a row. */
  readonly handle: { current: VirtualList | null };
}

/** Where to scroll to. */
interface Target {
  readonly row: Row;
  /** Of a row that exists: the place in the window to be seen; undefined: where the row begins. */
  readonly placeIn: ((element: Element) => DOMRect | undefined) | undefined;
  /** When it is given up. */
  until: number;
  /** Its row exists. */
  isMet: boolean;
}

/** In ms: how long a target is held until its row exists, and from then on, until the rows around it have been measured. */
const HOLD = { before: 3_000, after: 400 };
/** Of the window, so much is above what was looked for. */
const ABOVE = 1 / 3;
/** At the window's edges nothing is well in sight, in px. */
const EDGE = 40;

/**
 * A list of which only the rows in sight exist: what others are high is estimated until they were seen. It follows its end
 * until the reader scrolls up, and again once they are back at the end.
 */
export class VirtualList extends Component<VirtualListProps> {
  readonly #box = createRef<HTMLDivElement>();
  /** Where each row begins, and where the last ends, in px; true for the first `#placed` of `#rows`. */
  #starts: Float64Array = new Float64Array(256);
  #placed = 0;
  #rows: readonly Row[] = [];
  #follows = true;
  #top = 0;
  #height = 0;
  #target: Target | undefined;
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
    for (const own of ['wheel', 'touchmove'])
      box.addEventListener(own, () => (this.#target = undefined), { passive: true });
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

  /** Brings a row into sight, or a place in it. */
  show(row: Row, placeIn?: (element: Element) => DOMRect | undefined): void {
    this.#setFollows(false);
    this.#target = { row, placeIn, until: performance.now() + HOLD.before, isMet: false };
    this.#settle();
    this.#draw();
  }

  override render({ footer, overlay, row, rows }: VirtualListProps): JSX.Element {
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
          <Measured key={one.key} row={one} watch={this.#watch}>
            {row(one)}
          </Measured>
        ))}
        <div style={{ height: `${Math.max(0, total - (this.#starts[last] ?? total))}px` }} />
        {footer}
        {overlay === null ? null : <div class="overlay">{overlay}</div>}
      </div>
    );
  }

  readonly #watch = (element: Element, row: Row | undefined): void => {
    if (row === undefined) {
      this.#seen.delete(element);
      this.#sizes.unobserve(element);
    } else {
      this.#seen.set(element, row);
      this.#sizes.observe(element);
    }
  };

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
      const { height } = target.getBoundingClientRect();
      const start = this.#starts[row.index] ?? 0;
      const end = this.#starts[row.index + 1] ?? 0;
      const before = end - start;
      // What reaches into sight grows at its end, below; but an estimate was wrong as a whole.
      const isAbove = (this.#heights.has(row) ? end : start + 1) <= box.scrollTop;
      this.#heights.set(row, height);
      if (Math.abs(height - before) < 0.5) continue;
      isChanged = true;
      this.#placed = Math.min(this.#placed, row.index);
      if (isAbove) above += height - before;
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

  #settle(): void {
    const box = this.#box.current;
    if (box === null) return;
    this.#scroll(box);
    this.props.onDrawn(this.#seen);
  }

  /** Puts the scroll bar where it belongs after each drawing. */
  #scroll(box: HTMLElement): void {
    // The reader has scrolled, and the browser has not said so yet.
    if (this.#follows && box.scrollTop < this.#top - 1 && !isAtEnd(box)) {
      this.#top = box.scrollTop;
      this.#setFollows(false);
    }
    const target = this.#isTargeting() ? this.#target : undefined;
    const wanted =
      target !== undefined
        ? Math.max(0, this.#topOf(target, box))
        : this.#follows
          ? box.scrollHeight - box.clientHeight
          : undefined;
    if (wanted === undefined) return;
    if (Math.abs(box.scrollTop - wanted) >= 1) box.scrollTop = wanted;
    // Also where the browser itself has moved it: the content became shorter.
    this.#top = box.scrollTop;
  }

  #topOf(target: Target, box: HTMLElement): number {
    const [element] = [...this.#seen].find(([, row]) => row === target.row) ?? [];
    if (element !== undefined && !target.isMet) {
      target.isMet = true;
      target.until = performance.now() + HOLD.after;
    }
    const place = element && target.placeIn?.(element);
    if (place === undefined) return (this.#starts[target.row.index] ?? 0) - 24;
    const { bottom, height, top } = box.getBoundingClientRect();
    const isInSight = place.top >= top + EDGE && place.bottom <= bottom - EDGE;
    return isInSight ? box.scrollTop : box.scrollTop + place.top - top - height * ABOVE;
  }

  #setFollows(follows: boolean): void {
    if (this.#follows === follows) return;
    this.#follows = follows;
    this.props.onFollow(follows);
  }

  /** Goes on from what is placed: a session's rows are too many to be walked for each frame. */
  #place(rows: readonly Row[]): void {
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.#placed = 0;
    }
    if (this.#starts.length <= rows.length) {
      const larger = new Float64Array(rows.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    const starts = this.#starts;
    let top = starts[this.#placed] ?? 0;
    for (let at = this.#placed; at < rows.length; at++) {
      starts[at] = top;
      const row = rows[at];
      if (row === undefined) continue;
      row.index = at;
      top += this.#heights.get(row) ?? estimate(row);
    }
    starts[rows.length] = top;
    this.#placed = rows.length;
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

/** A row that is measured while it exists. */
class Measured extends Component<{
  readonly row: Row;
  readonly watch: (element: Element, row: Row | undefined) => void;
  readonly children: ComponentChildren;
}> {
  readonly #element = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    const element = this.#element.current;
    if (element !== null) this.props.watch(element, this.props.row);
  }

  override componentWillUnmount(): void {
    const element = this.#element.current;
    if (element !== null) this.props.watch(element, undefined);
  }

  override render(): JSX.Element {
    return (
      <div class="row" ref={this.#element}>
        {this.props.children}
      </div>
    );
  }
}

const isAtEnd = ({ clientHeight, scrollHeight, scrollTop }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= AT_END;

/** In px. */
function estimate(row: Row): number {
  if (row.kind !== 'entry' || row.entry.kind !== 'message') return 48;
  return 60 + Math.min(4_000, Math.ceil(textOf(row).length / 90) * 24);
}
