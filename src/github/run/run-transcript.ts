import { Transcript } from '../../core/transcript/transcript.ts';
import type { Update } from '../../core/update.ts';

/** A summary shows 1 MiB at most; a run may say gigabytes. In characters of its events. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

const ENDS: ReadonlySet<string> = new Set(['RUN_FINISHED', 'RUN_ERROR']);

/** The transcript of the own run, as it comes, up to a size that fits into memory; the run's end is always in it. */
export class RunTranscript {
  readonly transcript = new Transcript();
  #room = MAX_CHARACTERS;

  /** True if not all of it was kept. */
  get isCut(): boolean {
    return this.#room < 0;
  }

  take(updates: readonly Update[]): void {
    for (const update of updates) {
      if (update.type !== 'event' || update.foreign === true) continue;
      if (this.#room > 0) this.#room -= (update.raw ?? JSON.stringify(update.event)).length;
      if (this.#room > 0 || ENDS.has(update.event.type)) this.transcript.apply(update);
    }
  }
}
