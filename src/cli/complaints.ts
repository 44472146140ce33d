import type { Update } from '../core/update.ts';
import { oneLine } from '../render/plain.ts';
import type { Out, Redactor, Renderer } from '../render/renderer.ts';

/**
 * What has to be said beside JSON lines: a program reads those, and a person the warnings and the error on stderr (the command
 * that stops a session must not depend on a reader of stdout).
 */
export function complaints(err: Out, redactor: Redactor, quiet: boolean): Renderer {
  const textOf = (update: Update): string => {
    if (update.type === 'warning' && !quiet) return `warning: ${redactor.all(oneLine(update.message))}\n`;
    if (update.type !== 'result' || update.result.error === undefined) return '';
    const { message, code, hint } = update.result.error;
    const lines = [`error: ${redactor.all(oneLine(message))} [${oneLine(code)}]\n`];
    if (hint !== undefined) lines.push(`  hint: ${redactor.all(oneLine(hint))}\n`);
    return lines.join('');
  };
  return {
    update(updates) {
      const text = updates.map(textOf).join('');
      return text === '' ? undefined : err.write(text);
    },
    close: () => Promise.resolve(),
  };
}
