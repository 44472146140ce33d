import type { Clock } from '../../core/clock.ts';
import { plain } from '../../render/plain-text.ts';
import { cutTo, widthOf } from '../../render/width.ts';
import type { Sink } from '../process/io.ts';

/** A terminal is painted no more often than this, in ms: hundreds of rows change at once. */
const INTERVAL_MS = 100;
/** Of a stream that tells no height. */
const USUAL_HEIGHT = 24;

/** A few lines at the end of a terminal that are painted anew as they change. Nothing else may be written meanwhile. */
export class LiveTable {
  readonly #out: Sink;
  readonly #clock: Clock;
  readonly #lines: (height: number, width: number) => readonly string[];
  readonly #over = new AbortController();
  #painted = 0;
  #isDue = false;

  /** `lines`: what the table shows now, in at most that many lines; they are cut to the width. */
  constructor(out: Sink, clock: Clock, lines: (height: number, width: number) => readonly string[]) {
    this.#out = out;
    this.#clock = clock;
    this.#lines = lines;
  }

  /** Something has changed. */
  touch(): void {
    if (this.#isDue || this.#over.signal.aborted) return;
    this.#isDue = true;
    this.#clock.sleep(INTERVAL_MS, this.#over.signal).then(
      () => {
        this.#isDue = false;
        this.#paint();
      },
      () => undefined,
    );
  }

  /** Writes lines that stay, above the table. */
  above(text: string): void {
    this.#write(`${text}\n`);
    if (!this.#over.signal.aborted) this.#paint();
  }

  /** Takes the table away. */
  stop(): void {
    this.#over.abort();
    this.#write('');
  }

  #paint(): void {
    const { columns, stream } = this.#out;
    const height = (stream as { readonly rows?: number }).rows ?? USUAL_HEIGHT;
    // A line as wide as the terminal, or a table as high, would move it under the cursor.
    const lines = this.#lines(Math.max(1, height - 2), columns - 1).map((line) => fitted(line, columns - 1));
    this.#write(lines.map((line) => `${line}\n`).join(''));
    this.#painted = lines.length;
  }

  /** Puts a text in the place of what is painted. */
  #write(text: string): void {
    const up = this.#painted === 0 ? '' : `\x1b[${this.#painted}A\r\x1b[J`;
    this.#painted = 0;
    if (up !== '' || text !== '') void this.#out.write(`${up}${text}`);
  }
}

/** A line that is too long loses its colours with its end. */
function fitted(line: string, columns: number): string {
  const text = plain(line);
  return widthOf(text) <= columns ? line : cutTo(text, columns);
}
