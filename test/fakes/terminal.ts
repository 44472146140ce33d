import { Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** A terminal that shows what is written to it, and wraps its lines anew when its size changes. */
export class Terminal extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  written = '';
  readonly #screen: InstanceType<typeof xterm.Terminal>;

  constructor(columns: number, rows = 10) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#screen = new xterm.Terminal({ cols: columns || 80, rows, allowProposedApi: true, convertEol: true });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    this.#screen.write(chunk);
    // The screen keeps what it has not shown, in order: chunks that waited in this stream would come behind what `shown` waits for.
    done();
  }

  resize(columns: number): void {
    this.columns = columns;
    this.#screen.resize(columns, this.rows);
    this.emit('resize');
  }

  cursorTo(column: number): boolean {
    return this.write(`\u001b[${column + 1}G`);
  }

  moveCursor(_columns: number, rows: number): boolean {
    return this.write(rows < 0 ? `\u001b[${-rows}A` : `\u001b[${rows}B`);
  }

  clearLine(): boolean {
    return this.write('\u001b[0K');
  }

  /** All rows, those that have scrolled away included, without the empty ones at the end. */
  async shown(): Promise<string> {
    return (await this.#rows())
      .map(({ text }) => text)
      .join('\n')
      .trimEnd();
  }

  /** All lines as they were written, whatever rows the terminal has made of them. */
  async unwrapped(): Promise<string> {
    const rows = await this.#rows();
    return rows
      .map(({ text, isWrapped }, at) => `${at === 0 || isWrapped ? '' : '\n'}${text}`)
      .join('')
      .trimEnd();
  }

  async #rows(): Promise<readonly { readonly text: string; readonly isWrapped: boolean }[]> {
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    const buffer = this.#screen.buffer.active;
    return Array.from({ length: buffer.length }, (_, row) => {
      const line = buffer.getLine(row);
      const goesOn = buffer.getLine(row + 1)?.isWrapped === true;
      return { text: line?.translateToString(!goesOn) ?? '', isWrapped: line?.isWrapped === true };
    });
  }
}
