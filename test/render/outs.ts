import { makeRedactor } from '../../src/core/secrets/redact.ts';
import type { Out, RenderOptions, StatusLine } from '../../src/render/renderer.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';

/** An output that remembers; with `isSlow` it takes its time until it is freed. */
export class MemoryOut implements Out {
  readonly isTTY: boolean;
  columns = 80;
  text = '';
  writes = 0;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string | Uint8Array): void {
    this.text += typeof text === 'string' ? text : Buffer.from(text).toString();
    this.writes += 1;
  }
}

/** stdout and stderr as one screen that understands the status line: what a person sees in the end, and has seen. */
export class Screen {
  /** All that was written and stays. */
  scrollback = '';
  /** The status line now; undefined while there is none. */
  status: string | undefined;
  /** The lines above it now. */
  above: readonly string[] = [];
  /** Each text that the status line had. */
  readonly statuses: string[] = [];
  readonly out: Out;
  readonly err: Out;
  columns = 60;

  constructor() {
    const write = (text: string | Uint8Array): void => {
      if (this.status !== undefined) throw new Error(`written over the status line: ${JSON.stringify(text)}`);
      this.scrollback += text;
    };
    const screen = this;
    const out: Out = {
      write,
      isTTY: true,
      get columns() {
        return screen.columns;
      },
    };
    this.out = out;
    this.err = out;
  }

  readonly line = async (): Promise<StatusLine> => ({
    show: (read) => {
      const { above, status } = read();
      this.above = above;
      if (this.scrollback !== '' && !this.scrollback.endsWith('\n')) throw new Error('status in the middle of a line');
      this.status = status;
      this.statuses.push(status);
    },
    hide: () => {
      this.above = [];
      this.status = undefined;
    },
    stop: () => {
      this.above = [];
      this.status = undefined;
    },
  });
}

export function optionsFor(
  out: Out,
  err: Out,
  secrets: readonly string[] = [],
): RenderOptions & { readonly clock: VirtualClock } {
  return { out, err, redactor: makeRedactor(secrets), clock: new VirtualClock() };
}
