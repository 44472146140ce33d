import { eachOf } from '../../core/agui/deltas.ts';
import type { Update } from '../../core/update.ts';
import type { Renderer, RenderOptions } from '../renderer.ts';
import { LinePool } from './line-bytes.ts';
import { RedactedEvents } from './redacted-events.ts';

/** `--events FILE`: the raw events, one a line, beside whatever is shown. */
export function eventsRenderer({ out, redactor }: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  const redacted = new RedactedEvents(redactor);
  const pool = new LinePool();
  const write = (told: readonly Update[]): void | Promise<void> =>
    pool.write(out, (lines) => {
      for (const update of told) {
        if (update.type !== 'event') continue;
        for (const { raw = '' } of eachOf(update)) {
          lines.text(raw);
          lines.text('\n');
        }
      }
    });
  return {
    update(updates) {
      const told: Update[] = [];
      for (const update of updates) redacted.take(update, told);
      return write(told);
    },
    async close() {
      const told: Update[] = [];
      redacted.end(told);
      await write(told);
    },
  };
}
