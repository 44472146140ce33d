import { AmberError } from '../../../core/errors.ts';

/**
 * Splits a command line into its words, as a shell would with `'…'`, `"…"` and `\`, and does nothing else that a shell
 * does: no variables, no globs, no pipes. Nothing that the user configures as an agent ever reaches a shell.
 * @throws AmberError USAGE on an open quote or an empty line
 */
export function splitCommandLine(line: string): [string, ...string[]] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"' && '"\\'.includes(line.charAt(i + 1) || ' ')) word += line.charAt(++i);
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && i + 1 < line.length) word = (word ?? '') + line.charAt(++i);
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== undefined)
    throw new AmberError('USAGE', `the agent's command line has an open ${quote}: ${line}`, {
      hint: `close the quote, or escape it as \\${quote}`,
    });
  if (word !== undefined) words.push(word);
  const [command, ...args] = words;
  if (command === undefined || command === '')
    throw new AmberError('USAGE', "the agent's command line is empty", { hint: 'amber agents' });
  return [command, ...args];
}
