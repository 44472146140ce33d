import type { RunError } from '../core/outcome.ts';
import type { Paint } from './colors.ts';
import { oneLine } from './plain-text.ts';
import type { Redactor } from './renderer.ts';

/** Of an error's message so much is shown, in characters: a server may send a whole page as its error. */
const MAX_ERROR_LENGTH = 2_000;

/** An error as README shows it. */
export function errorLines({ message, code, hint }: RunError, { red, dim }: Paint, redactor: Redactor): string[] {
  // Redacted before it is cut, lest half a secret stays; what is far behind the cut can't matter.
  const said = oneLine(redactor.all(message.slice(0, 4 * MAX_ERROR_LENGTH))).slice(0, MAX_ERROR_LENGTH);
  const lines = [`${red('error:')} ${said} [${oneLine(redactor.all(code))}]`];
  if (hint !== undefined) lines.push(dim(`  hint: ${oneLine(redactor.all(hint))}`));
  return lines;
}
