import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { spinnerLine } from '../../src/render/spinner.ts';

/** As much of a terminal as a spinner needs: one line that is repainted, and what scrolled away. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 40;
  readonly rows = 10;
  written = '';
  line = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const text = chunk.toString();
    this.written += text;
    this.line += text.replaceAll('\x1b[?2026h', '').replaceAll('\x1b[?2026l', '');
    done();
  }
  cursorTo(): boolean {
    return true;
  }
  moveCursor(): boolean {
    return true;
  }
  clearLine(): boolean {
    this.line = '';
    return true;
  }
}

test('ora paints the line, takes it away, and leaves the cursor and stdin alone', async () => {
  const stream = new Terminal();
  const line = await spinnerLine({ stream });
  line.show('Running · 1s');
  expect(stream.line).toMatch(/^\S Running · 1s$/);
  line.show('Running · 2s');
  line.hide();
  expect(stream.line).toBe('');
  stream.write('text\n');
  line.show('Running · 3s');
  expect(stream.line).toMatch(/^text\n\S Running · 3s$/);
  line.stop();
  line.hide();
  expect(stream.line).toBe('');
  expect(stream.written).not.toContain('\x1b[?25');
});
