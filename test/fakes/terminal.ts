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
    this.#screen.write(chunk, done);
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

  /** All lines, those that have scrolled away included, without the empty ones at the end. */
  async shown(): Promise<string> {
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    const buffer = this.#screen.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }
}
