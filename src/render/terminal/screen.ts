import type { Clock } from '../../core/clock.ts';
import type { LiveSource, Out, StatusLine } from '../renderer.ts';
import { fitted } from '../wrap-lines.ts';

/** How long nothing is written before the status line comes back, in milliseconds: it must not flicker between two pieces of a text. */
const SETTLE_TIME = 100;
/** How often the status line is repainted while nothing else happens, in milliseconds: it shows seconds. */
const REPAINT_INTERVAL = 1_000;
/** Text that grows is painted no more often than this, in milliseconds, and no longer than a part of the time. */
const LIVE_INTERVAL = 50;
const LIVE_SHARE = 8;

const NOTHING: LiveSource = { read: () => ({ above: [], status: '' }), settle: () => {} };

/**
 * stdout and stderr as the one screen that they are: knows whether the cursor is at the start of a line, keeps order
 * between the two, and takes the live part away before anything is written. Nothing is ever written into the middle
 * of a line but more of its text.
 */
export class Screen {
  readonly #out: Out;
  readonly #err: Out;
  readonly #clock: Clock;
  readonly #makeLine: (() => Promise<StatusLine>) | undefined;
  #line: StatusLine | undefined;
  #visible = false;
  #closed = false;
  #live = NOTHING;
  /** The live part has changed since it was painted. */
  #isDue = false;
  /** When it was painted last, and how long that took. */
  #painted = { at: Number.NEGATIVE_INFINITY, took: 0 };
  #wake: AbortController | undefined;
  #atStart = true;
  /** Lines that have been written. */
  #lines = 0;
  #parts: { readonly to: Out; text: string }[] = [];

  constructor(out: Out, err: Out, clock: Clock, makeLine: (() => Promise<StatusLine>) | undefined) {
    this.#out = out;
    this.#err = err;
    this.#clock = clock;
    this.#makeLine = makeLine;
  }

  /** Whether what comes next begins a line. */
  get atStart(): boolean {
    return this.#atStart;
  }

  /** A piece of the product. */
  text(text: string): void {
    if (text === '') return;
    this.#add(this.#out, text);
    if (this.#out.isTTY) this.#atStart = text.endsWith('\n');
  }

  /** A piece of something that streams on stderr. */
  aside(text: string): void {
    if (text === '') return;
    this.#add(this.#err, text);
    this.#atStart = text.endsWith('\n');
  }

  /** A whole line on stderr, on a line of its own. One that is wider than the terminal is broken at words. */
  line(text: string): void {
    this.freshLine();
    this.#add(this.#err, `${fitted(this.#err, text)}\n`);
  }

  /** Ends the line that the cursor is in, if it is in one. On stderr: the product is not ours to change. */
  freshLine(): void {
    if (this.#atStart) return;
    this.#add(this.#err, '\n');
    this.#atStart = true;
  }

  /** What the live part shows from now on; read anew each time that it is painted. */
  live(source: LiveSource): void {
    this.#live = source;
  }

  /** The live part has changed. */
  touch(): void {
    this.#isDue = true;
  }

  /** Writes what was added. A promise is backpressure. */
  flush(): Promise<void> | undefined {
    if (this.#parts.length === 0) {
      if (this.#isDue) this.#repaintAfter(this.#untilDue());
      else if (this.#wake === undefined) this.#repaintAfter(SETTLE_TIME);
      return undefined;
    }
    const wasVisible = this.#visible;
    const waits = this.#write();
    // What was on the screen as text must not flicker.
    if (wasVisible && this.#live.read(this.#lines).above.length > 0) this.#repaintAfter(0);
    else this.#repaintAfter(this.#isDue ? this.#untilDue() : SETTLE_TIME);
    return waits;
  }

  /** Takes the live part away for good. */
  close(): void {
    this.#closed = true;
    this.#wake?.abort();
    this.#visible = false;
    this.#line?.stop();
  }

  #write(): Promise<void> | undefined {
    if (this.#visible) this.#line?.hide();
    this.#visible = false;
    const parts = this.#parts;
    this.#parts = [];
    const waits = parts.map(({ to, text }) => to.write(text)).filter((wait) => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  #add(to: Out, text: string): void {
    if (to.isTTY) this.#lines += countLines(text);
    const last = this.#parts.at(-1);
    if (last?.to === to) last.text += text;
    else this.#parts.push({ to, text });
  }

  #untilDue(): number {
    const { at, took } = this.#painted;
    return Math.max(0, at + Math.max(LIVE_INTERVAL, took * LIVE_SHARE) - this.#clock.now());
  }

  #repaintAfter(delay: number): void {
    this.#wake?.abort();
    this.#wake = undefined;
    const make = this.#makeLine;
    if (make === undefined || this.#closed || !this.#atStart) return;
    const wake = new AbortController();
    this.#wake = wake;
    this.#repaint(make, delay, wake.signal).catch(() => undefined);
  }

  /** Paints the live part, again and again, until something is written. */
  async #repaint(make: () => Promise<StatusLine>, delay: number, signal: AbortSignal): Promise<void> {
    if (delay > 0) await this.#clock.sleep(delay, signal);
    const line = this.#line ?? (await make());
    this.#line = line;
    if (this.#closed) line.stop();
    for (;;) {
      signal.throwIfAborted();
      this.#paint(line);
      await this.#clock.sleep(REPAINT_INTERVAL, signal);
    }
  }

  #paint(line: StatusLine): void {
    const begun = this.#clock.now();
    if (line.isPaused !== true) {
      this.#live.settle();
      if (this.#parts.length > 0) void this.#write();
    }
    line.show(
      () => this.#live.read(this.#lines),
      () => this.#paint(line),
    );
    this.#visible = true;
    this.#isDue = false;
    this.#painted = { at: begun, took: this.#clock.now() - begun };
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
