import type { Clock } from '../../core/clock.ts';
import { LivePart, RIGHT_MARGIN, type TerminalStream } from '../../render/terminal/live-part.ts';
import type { Sink } from '../process/io.ts';

/** A terminal is painted no more often than this, in ms: hundreds of rows change at once. */
const INTERVAL_MS = 100;
/** Of a stream that does not know its height. */
const USUAL_HEIGHT = 24;

/** A table at the end of a terminal that is painted anew as it changes. Meanwhile everything else goes through `above`. */
export class LiveTable {
  readonly #out: Sink;
  readonly #clock: Clock;
  readonly #part: LivePart;
  readonly #lines: () => readonly string[];
  readonly #over = new AbortController();
  #isDue = false;
  #isPausing = false;

  /** `lines`: what the table shows now, in at most that many lines; they are cut to the width. */
  constructor(out: Sink, clock: Clock, lines: (height: number, width: number) => readonly string[]) {
    const stream: TerminalStream = out.stream;
    this.#out = out;
    this.#clock = clock;
    this.#part = new LivePart(stream);
    this.#lines = () => lines(Math.max(1, (stream.rows || USUAL_HEIGHT) - 1), Math.max(1, out.columns - RIGHT_MARGIN));
  }

  /** Something has changed: it is painted at once, or with all that changes within the pause after the last painting. */
  touch(): void {
    if (this.#over.signal.aborted) return;
    this.#isDue = true;
    if (!this.#isPausing) this.#paintDue();
  }

  /** Writes lines that stay, above the table. */
  above(text: string): void {
    this.#part.hide();
    void this.#out.write(`${text}\n`);
    if (!this.#over.signal.aborted) this.#paint();
  }

  /** Takes the table away. */
  stop(): void {
    this.#over.abort();
    this.#part.stop();
  }

  #paintDue(): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#isPausing = true;
    this.#paint();
    this.#clock.sleep(INTERVAL_MS, this.#over.signal).then(
      () => {
        this.#isPausing = false;
        this.#paintDue();
      },
      () => undefined,
    );
  }

  #paint(): void {
    this.#part.show(() => ({ above: this.#lines(), status: '' }));
  }
}
