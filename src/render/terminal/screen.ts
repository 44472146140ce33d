import type { Clock } from '../../core/clock.ts';
import type { Out, StatusLine } from '../renderer.ts';

/** How long nothing is written before the status line comes back, in milliseconds: it must not flicker between two pieces of a text. */
const SETTLE_TIME = 100;
/** How often the status line is repainted while nothing else happens, in milliseconds: it shows seconds. */
const REPAINT_INTERVAL = 1_000;

/**
 * stdout and stderr as the one screen that they are: knows whether the cursor is at the start of a line, keeps order
 * between the two, and takes the status line away before anything is written. Nothing is ever written into the middle
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
  #status: (() => string) | undefined;
  #wake: AbortController | undefined;
  #atStart = true;
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

  /** A whole line on stderr, on a line of its own. */
  line(text: string): void {
    this.freshLine();
    this.#add(this.#err, `${text}\n`);
  }

  /** Ends the line that the cursor is in, if it is in one. On stderr: the product is not ours to change. */
  freshLine(): void {
    if (this.#atStart) return;
    this.#add(this.#err, '\n');
    this.#atStart = true;
  }

  /** What the status line says from now on; read anew each time that it is painted. */
  status(text: () => string): void {
    this.#status = text;
  }

  /** Writes what was added. A promise is backpressure. */
  flush(): Promise<void> | undefined {
    if (this.#parts.length === 0) {
      if (this.#wake === undefined) this.#repaintSoon();
      return undefined;
    }
    if (this.#visible) this.#line?.hide();
    this.#visible = false;
    const parts = this.#parts;
    this.#parts = [];
    const waits = parts.map(({ to, text }) => to.write(text)).filter((wait) => wait !== undefined);
    this.#repaintSoon();
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  /** Takes the status line away for good. */
  close(): void {
    this.#closed = true;
    this.#wake?.abort();
    this.#visible = false;
    this.#line?.stop();
  }

  #add(to: Out, text: string): void {
    const last = this.#parts.at(-1);
    if (last?.to === to) last.text += text;
    else this.#parts.push({ to, text });
  }

  #repaintSoon(): void {
    this.#wake?.abort();
    this.#wake = undefined;
    const make = this.#makeLine;
    if (make === undefined || this.#closed || !this.#atStart || this.#status === undefined) return;
    const wake = new AbortController();
    this.#wake = wake;
    this.#repaint(make, wake.signal).catch(() => undefined);
  }

  /** Paints the status line, again and again, until something is written. */
  async #repaint(make: () => Promise<StatusLine>, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(SETTLE_TIME, signal);
    const line = this.#line ?? (await make());
    this.#line = line;
    if (this.#closed) line.stop();
    for (;;) {
      signal.throwIfAborted();
      line.show(this.#status?.() ?? '');
      this.#visible = true;
      await this.#clock.sleep(REPAINT_INTERVAL, signal);
    }
  }
}
