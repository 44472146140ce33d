import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { StatusLine } from '../renderer.ts';

/** A terminal's stream: `columns` is undefined or 0 where its size is not known. */
export type TerminalStream = Writable & { readonly columns?: number };

/**
 * The status line as a spinner, by ora. It leaves stdin alone (raw mode would swallow signals) and the cursor visible: a
 * process that is killed could not show it again.
 */
export async function spinnerLine({ stream }: { readonly stream: TerminalStream }): Promise<StatusLine> {
  const { default: ora } = await import('ora');
  const spinner = ora({
    stream: new SizedScreen(stream),
    color: false,
    discardStdin: false,
    hideCursor: false,
    isEnabled: true,
  });
  const hide = (): void => {
    if (spinner.isSpinning) spinner.stop();
  };
  return {
    show(text) {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    hide,
    stop: hide,
  };
}

/** What ora paints on: the terminal, with a width in any case. With 0 columns ora would clear lines for ever. */
class SizedScreen extends Writable {
  readonly isTTY = true;
  readonly #screen: TerminalStream;

  constructor(screen: TerminalStream) {
    super({ decodeStrings: false });
    this.#screen = screen;
  }

  get columns(): number {
    return this.#screen.columns || 80;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#screen.write(chunk);
    done();
  }

  cursorTo(x: number): boolean {
    return cursorTo(this.#screen, x);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this.#screen, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this.#screen, direction);
  }
}
