import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { spinnerLine } from '../../../src/render/terminal/spinner.ts';

/** Keeps what was written, and what of it a terminal would still show on its last line. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns: number;
  written = '';

  constructor(columns: number) {
    super();
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    done();
  }

  /** All that is visible: the spinner only ever goes to the start of its line and clears what follows. */
  get shown(): string {
    const visible = this.written.replaceAll('\x1b[?2026h', '').replaceAll('\x1b[?2026l', '');
    return visible
      .split('\n')
      .map((line) => line.split('\x1b[1G\x1b[0K').at(-1)?.replaceAll('\x1b[1G', ''))
      .join('\n');
  }
}

describe('the spinner', () => {
  test.each([40, 0])('is painted, taken away, and leaves the cursor and stdin alone (%i columns)', async (columns) => {
    const stream = new Terminal(columns);
    const line = await spinnerLine({ stream });
    line.show('Running · 1s');
    expect(stream.shown).toMatch(/^\S Running · 1s$/);
    line.show('Running · 2s');
    line.hide();
    expect(stream.shown).toBe('');
    stream.write('text\n');
    line.show('Running · 3s');
    expect(stream.shown).toMatch(/^text\n\S Running · 3s$/);
    line.stop();
    line.hide();
    expect(stream.shown).toBe('text\n');
    expect(stream.written).not.toContain('\x1b[?25');
    expect(stream.written.length).toBeLessThan(500);
  });
});
