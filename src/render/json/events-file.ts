import { eachOf } from '../../core/agui/deltas.ts';
import type { Renderer, RenderOptions } from '../renderer.ts';
import { LinePool } from './line-bytes.ts';
import { redactedRenderer } from './redacted-events.ts';

/** `--events FILE`: the raw events, one a line, beside whatever is shown. */
export function eventsRenderer({ out, redactor }: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  const pool = new LinePool();
  return redactedRenderer(redactor, (updates) =>
    pool.write(out, (lines) => {
      for (const update of updates) {
        if (update.type !== 'event') continue;
        for (const { raw = '' } of eachOf(update)) {
          lines.text(raw);
          lines.text('\n');
        }
      }
    }),
  );
}
