import type { Clock } from '../core/clock.ts';
import type { Update } from '../core/run-update.ts';
import type { Redactor } from '../core/secrets/redact.ts';

export type { Redactor };

/** Where a renderer writes. `columns` is read anew each time, so that a resized window counts. */
export interface Out {
  /**
   * A promise is backpressure: it resolves once more may be written. Bytes (of UTF-8) are the caller's again then, and at
   * once if there is no promise.
   */
  write(text: string | Uint8Array): void | Promise<void>;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** Turns a run's updates into output. `update` may be called again before its promise has resolved; order is kept. */
export interface Renderer {
  update(updates: readonly Update[]): void | Promise<void>;
  /** Writes what is still held back and leaves the terminal as it was. Idempotent. */
  close(): Promise<void>;
}

/** What is repainted while a run goes on still fits where the terminal becomes as narrow as this, in columns. */
export const NARROW = 40;

/** What a terminal repaints: lines of text, then the status; an empty status is none. */
export interface LiveContent {
  readonly above: readonly string[];
  readonly status: string;
  /** How many rows at least stand above them on the screen; undefined where nobody counts. */
  readonly rowsBefore?: number;
}

/** The last lines of a terminal, which are repainted. Made by `live-part.ts`; tests make their own. */
export interface StatusLine {
  /** Paints what `read` returns; once the terminal's size has changed it is painted again, or by `resized`. */
  show(read: () => LiveContent, resized?: () => void): void;
  /** Takes it off the screen and leaves the cursor at the start of a clean line. */
  hide(): void;
  /** Takes it away for good. */
  stop(): void;
  /** A person is asked: nothing is shown until they have answered. */
  readonly isPaused?: boolean;
}

/** What a live part is read from. */
export interface LiveSource {
  /** What it shows now. */
  read(rowsBefore: number): LiveContent;
  /** Writes the lines of it that will stay as they are, so that no more is repainted than has to be. */
  settle(): void;
}

export const SHOWN_KINDS = ['tools', 'output', 'reasoning', 'state'] as const;
export type Show = (typeof SHOWN_KINDS)[number];

/** What every renderer of a run takes. */
export interface RenderOptions {
  readonly out: Out;
  readonly err: Out;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** `--show`. Tools are shown unless `quiet`. */
  readonly show?: readonly Show[];
  /** Show what the user wrote, too: for a reader who did not write it just now. */
  readonly conversation?: boolean;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** How a question that waits is answered: by a command, or `here`, where the person is asked by a prompt. */
  readonly answering?: () => string | 'here' | undefined;
}

/** True if the run's reader is to see that. */
export function shows({ quiet, show = ['tools'] }: Pick<RenderOptions, 'quiet' | 'show'>, what: Show): boolean {
  return quiet !== true && show.includes(what);
}

/** Several renderers as one: each sees all updates, in order; the slowest sets the pace. */
export function tee(...renderers: readonly Renderer[]): Renderer {
  const wait = (results: readonly (void | Promise<void>)[]): void | Promise<void> => {
    const pending = results.filter((result) => result !== undefined);
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  };
  return {
    update: (updates: readonly Update[]) => wait(renderers.map((renderer) => renderer.update(updates))),
    close: async () => {
      await Promise.all(renderers.map((renderer) => renderer.close()));
    },
  };
}
