import type { Writable } from 'node:stream';
import { plain } from '../plain-text.ts';
import type { LiveContent, StatusLine } from '../renderer.ts';
import { cutTo, widthOf } from '../text-width.ts';
import { cutInto } from './markdown/spans.ts';

/** A terminal's stream: `columns` is undefined or 0 where its size is not known. */
export type TerminalStream = Writable & {
  readonly columns?: number;
  readonly rows?: number;
  /** Node's own: asks the terminal for its size, which else is known once a signal has come. */
  _refreshSize?(): void;
};

export interface LivePartOptions {
  /** In columns: so much is shown as still fits in a terminal of that width. What has scrolled away can't be painted anew. */
  readonly narrowest?: number;
  /** False for a terminal that cuts its lines off where it becomes narrower, in place of wrapping them. */
  readonly wraps?: boolean;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** How long a frame of the spinner stays, in milliseconds. */
const FRAME_TIME = 100;
/**
 * Columns that stay empty behind the last line: for the cursor, and for the `^C` that a terminal shows there. Were it wrapped into another row,
 * the rows above the cursor would be others than those that are cleared.
 */
export const RIGHT_MARGIN = 3;
/** Begin and end of what terminals that know this show at once (synchronized output, mode 2026). */
const [BEGIN, END] = ['\u001b[?2026h', '\u001b[?2026l'];
/** No line is wrapped in between (DECAWM): not all terminals agree on how wide an emoji is, and each line has to stay one row. */
const [NO_WRAP, WRAP] = ['\u001b[?7l', '\u001b[?7h'];

/**
 * The last lines of a terminal, painted anew as they change, and at once when its size does: lines of text, then the
 * status beside a spinner. It leaves stdin alone (raw mode would swallow signals) and the cursor visible: a process that
 * is killed could not show it again.
 *
 * Not ora, which shows single lines (`cli/terminal/spinner.ts`): it clears all lines before it writes them again, in a
 * write of its own, so that text which grows goes blank ten times a second on terminals without synchronized output; it
 * does not know how many rows its lines take once a terminal has become narrower; and where a terminal's width is not
 * known (0 columns) it cuts off the status and clears rows without end. The tests of this file show all three.
 *
 * Not log-update either, which is made for several lines: it clears as many rows as its lines took when it wrote them, so
 * that rows stay behind above it on a terminal that has become narrower (the same test); counting and clearing them would
 * still be done here, which is nearly all of this file.
 */
export class LivePart implements StatusLine {
  readonly #stream: TerminalStream;
  readonly #narrowest: number;
  readonly #wraps: boolean;
  /** The lines that are on the screen, without colours, and the width of the terminal when they were painted. */
  #painted: readonly string[] = [];
  #width = 0;
  #read: (() => LiveContent) | undefined;
  #resized: (() => void) | undefined;
  #isReading = false;
  #frame = 0;
  #hasStatus = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    stream: TerminalStream,
    { narrowest = Number.POSITIVE_INFINITY, wraps: doesWrap = true }: LivePartOptions = {},
  ) {
    this.#stream = stream;
    this.#narrowest = narrowest;
    this.#wraps = doesWrap;
  }

  show(read: () => LiveContent, resized?: () => void): void {
    if (this.#read === undefined) this.#stream.on('resize', this.#resize);
    this.#read = read;
    this.#resized = resized;
    this.#paint();
    this.#timer ??= setInterval(() => {
      this.#frame = (this.#frame + 1) % FRAMES.length;
      this.#spin();
    }, FRAME_TIME).unref();
  }

  hide(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stream.off('resize', this.#resize);
    this.#read = undefined;
    this.#hasStatus = false;
    this.#clear();
  }

  stop(): void {
    this.hide();
  }

  readonly #resize = (): void => {
    // Asking for the size while it is painted may tell of a new one.
    if (this.#isReading) return;
    if (this.#resized === undefined) this.#paint();
    else this.#resized();
  };

  #paint(): void {
    if (this.#read === undefined) return;
    this.#isReading = true;
    let columns: number;
    let content: LiveContent;
    // Text that has grown long takes a while to be laid out, in which the size may change.
    do {
      columns = this.#columns;
      content = this.#read();
    } while (columns !== this.#columns);
    this.#isReading = false;
    const lines = this.#fitting(content, columns);
    if (lines.length === 0) {
      this.#clear();
      return;
    }
    const text = lines.map((line) => `${line}\u001b[K`).join('\n');
    const rows = this.#paintedRows(columns);
    // A row that the terminal has wrapped would be joined with the next one again, were it not cleared as a whole.
    const toTop = columns === this.#width ? up(rows) : cleared(rows);
    const rest = columns === this.#width && rows > lines.length ? '\u001b[J' : '';
    this.#stream.write(`${BEGIN}${toTop}${NO_WRAP}${text}${WRAP}${rest}${END}`);
    this.#painted = lines.map(plain);
    this.#width = columns;
  }

  /** The last lines that fit, each cut to the width of the terminal. */
  #fitting({ above, status, rowsBefore }: LiveContent, columns: number): readonly string[] {
    this.#hasStatus = status !== '';
    const all = [...above, ...(this.#hasStatus ? [`${FRAMES[this.#frame]} ${status}`] : [])];
    const narrowest = Math.min(columns, this.#narrowest);
    const lines: string[] = [];
    // A line as wide as the terminal, or all its lines, would move what is painted under the cursor.
    let room = this.#height - 1;
    // What a terminal adds where it wraps lines, tmux takes from the top, though the screen is empty below. The command itself is one row.
    let growth = (rowsBefore ?? Number.POSITIVE_INFINITY) + 1;
    for (const line of all.toReversed()) {
      const fits = fitted(line, Math.max(1, columns - (lines.length > 0 ? 1 : RIGHT_MARGIN)));
      const rows = cutInto(plain(fits), narrowest).length;
      room -= rows;
      growth -= rows - 1;
      if ((room < 0 || growth < 0) && lines.length > 0) break;
      lines.unshift(fits);
    }
    return lines;
  }

  /** The next frame of the spinner, and nothing else. */
  #spin(): void {
    const line = this.#painted.at(-1);
    // A terminal of another size is painted anew.
    if (!this.#hasStatus || line === undefined || this.#columns !== this.#width) return;
    this.#stream.write(`\r${FRAMES[this.#frame]}\u001b[${widthOf(line) + 1}G`);
  }

  /** As wide as the terminal is at this moment. */
  get #columns(): number {
    this.#stream._refreshSize?.();
    return this.#stream.columns || 80;
  }

  get #height(): number {
    return this.#stream.rows || 24;
  }

  /** How many rows are painted, as far as they can be reached. A terminal that wraps lines never tears a wide character. */
  #paintedRows(columns: number): number {
    if (this.#painted.length === 0) return 0;
    const rows = this.#wraps
      ? this.#painted.reduce((sum, line) => sum + cutInto(line, columns).length, 0)
      : this.#painted.length;
    return Math.min(rows, this.#height);
  }

  /** Row by row: where the whole screen is cleared at once, tmux keeps what was on it. */
  #clear(): void {
    const rows = this.#paintedRows(this.#columns);
    if (rows > 0) this.#stream.write(cleared(rows));
    this.#painted = [];
  }
}

/** From the last of so many rows to the first cell of the first one. */
const up = (rows: number): string => (rows > 1 ? `\r\u001b[${rows - 1}A` : '\r');

/** The same, and they are empty then. */
const cleared = (rows: number): string => `\r${Array(rows).fill('\u001b[2K').join('\u001b[1A')}`;

/** A line that is too long loses its colours with its end. */
function fitted(line: string, columns: number): string {
  const text = plain(line);
  return widthOf(text) <= columns ? line : cutTo(text, columns);
}
