import type { Writable } from 'node:stream';
import { plain } from '../plain-text.ts';
import type { LiveContent, StatusLine } from '../renderer.ts';
import { cutTo, widthOf } from '../text-width.ts';

/** A terminal's stream: `columns` is undefined or 0 where its size is not known. */
export type TerminalStream = Writable & { readonly columns?: number; readonly rows?: number };

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
  /** The widths of the lines that are on the screen. */
  #painted: readonly number[] = [];
  #read: (() => LiveContent) | undefined;
  #frame = 0;
  #hasStatus = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: TerminalStream) {
    this.#stream = stream;
  }

  show(read: () => LiveContent): void {
    if (this.#read === undefined) this.#stream.on('resize', this.#paint);
    this.#read = read;
    this.#paint();
    this.#timer ??= setInterval(() => {
      this.#frame = (this.#frame + 1) % FRAMES.length;
      this.#spin();
    }, FRAME_TIME).unref();
  }

  hide(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stream.off('resize', this.#paint);
    this.#read = undefined;
    this.#hasStatus = false;
    this.#clear();
  }

  stop(): void {
    this.hide();
  }

  get #columns(): number {
    return this.#stream.columns || 80;
  }

  readonly #paint = (): void => {
    if (this.#read === undefined) return;
    const { above, status } = this.#read();
    this.#hasStatus = status !== '';
    // A line as wide as the terminal, or all its lines, would move what is painted under the cursor.
    const lines = [...above, ...(this.#hasStatus ? [`${FRAMES[this.#frame]} ${status}`] : [])]
      .slice(-Math.max(1, (this.#stream.rows || 24) - 1))
      .map((line, at, all) => fitted(line, Math.max(1, this.#columns - (at < all.length - 1 ? 1 : RIGHT_MARGIN))));
    if (lines.length === 0) {
      this.#clear();
      return;
    }
    const text = lines.map((line) => `${line}\u001b[K`).join('\n');
    const rest = this.#rows > lines.length ? '\u001b[J' : '';
    this.#stream.write(`${BEGIN}${this.#toTop()}${text}${rest}${END}`);
    this.#painted = lines.map((line) => widthOf(plain(line)));
  };

  /** The next frame of the spinner, and nothing else. */
  #spin(): void {
    const width = this.#painted.at(-1);
    // A line that the terminal has wrapped since is left to the next painting.
    if (!this.#hasStatus || width === undefined || width >= this.#columns) return;
    this.#stream.write(`\r${FRAMES[this.#frame]}\u001b[${width + 1}G`);
  }

  /** How many rows are painted. Terminals wrap lines anew when they become narrower. */
  get #rows(): number {
    return this.#painted.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / this.#columns)), 0);
  }

  /** To the first cell of what is painted. */
  #toTop(): string {
    return this.#rows > 1 ? `\r\u001b[${this.#rows - 1}A` : '\r';
  }

  /** Row by row: where the whole screen is cleared at once, tmux keeps what was on it. */
  #clear(): void {
    const rows = this.#rows;
    if (rows > 0) this.#stream.write(`\r${Array(rows).fill('\u001b[2K').join('\u001b[1A')}`);
    this.#painted = [];
  }
}

/** A line that is too long loses its colours with its end. */
function fitted(line: string, columns: number): string {
  const text = plain(line);
  return widthOf(text) <= columns ? line : cutTo(text, columns);
}
