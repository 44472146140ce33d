import { eventTexts } from './event-text.ts';
import type { Renderer, RenderOptions } from './renderer.ts';

/** `--events FILE`: the raw events, one a line, beside whatever is shown. */
export function eventsRenderer({ out, redactor }: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  return {
    update(updates) {
      let lines = '';
      for (const update of updates)
        if (update.type === 'event') for (const text of eventTexts(update, redactor)) lines += `${text}\n`;
      return lines === '' ? undefined : out.write(lines);
    },
    close: async () => {},
  };
}
