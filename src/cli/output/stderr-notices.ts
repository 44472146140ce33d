import type { Update } from '../../core/run-update.ts';
import { errorLines } from '../../render/closing-line.ts';
import { paint } from '../../render/colors.ts';
import { oneLine } from '../../render/plain-text.ts';
import type { Out, Redactor, Renderer } from '../../render/renderer.ts';
import { writeLines } from '../../render/wrap-lines.ts';

/**
 * What has to be said beside JSON lines: a program reads those, and a person the warnings and the error on stderr (the command
 * that stops a session must not depend on a reader of stdout).
 */
export function stderrNotices(err: Out, redactor: Redactor, quiet: boolean): Renderer {
  const textOf = (update: Update): string => {
    if (update.type === 'warning' && !quiet) return `warning: ${redactor.all(oneLine(update.message))}\n`;
    if (update.type !== 'result' || update.result.error === undefined) return '';
    return errorLines(update.result.error, paint(false), redactor)
      .map((line) => `${line}\n`)
      .join('');
  };
  return {
    update(updates) {
      const text = updates.map(textOf).join('');
      return text === '' ? undefined : writeLines(err, text);
    },
    close: () => Promise.resolve(),
  };
}
