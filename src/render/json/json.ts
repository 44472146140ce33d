import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { Renderer, RenderOptions } from '../renderer.ts';

/** `-o json`: the result object alone on stdout. */
export function jsonRenderer({ out, redactor }: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  return {
    update(updates) {
      const last = updates.at(-1);
      return last?.type === 'result'
        ? out.write(`${JSON.stringify(redactedResult(last.result, redactor), null, 2)}\n`)
        : undefined;
    },
    close: async () => {},
  };
}
