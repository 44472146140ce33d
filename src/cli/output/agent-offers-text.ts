import { shellWord } from '../../core/text.ts';
import type { AgentOffers, OfferedOption } from '../../engine/local/acp/options/agent-offers.ts';
import { plain } from '../../render/plain-text.ts';
import { wrapped } from '../../render/wrap-lines.ts';
import { tableWithNotes } from './plain-table.ts';

/** What an agent offers, for a person: facts, then a row for each value of each option, with what to type for it. */
export function offersText(
  agent: string,
  { loadsSessions, options, prompt, title }: AgentOffers,
  width?: number,
): string {
  const takes = ['text', ...(prompt.image ? ['images'] : []), ...(prompt.audio ? ['audio'] : [])];
  const files = prompt.anyFile
    ? 'as part of the prompt'
    : prompt.embeddedContext
      ? 'texts as part of the prompt, others as a path'
      : 'as a path';
  const facts = wrapped(
    [
      `${agent}${title === undefined ? '' : `: ${plain(title)}`}`,
      `  prompts: ${takes.join(', ')}; other files: ${files}`,
      `  earlier sessions: ${loadsSessions ? 'it goes on with them' : 'it does not remember them'}`,
    ].join('\n'),
    width ?? Number.POSITIVE_INFINITY,
  );
  if (options.length === 0) return `${facts}\n\nIt offers nothing to choose.\n`;
  const rows = options.flatMap((option) =>
    option.values.map(({ value, name, description }) => [
      flagFor(option, value),
      value === option.current ? 'now' : '',
      [...(name === value ? [] : [name]), ...(description === undefined ? [] : [description])].map(plain).join(': '),
    ]),
  );
  return `${facts}\n\n${tableWithNotes(['OPTION', '', 'ABOUT'], rows, width)}`;
}

/** What sets it. */
function flagFor({ category, id }: OfferedOption, value: string): string {
  const flag =
    category === 'model'
      ? '--model'
      : category === 'mode'
        ? '--mode'
        : category === 'thought_level'
          ? '--effort'
          : undefined;
  return flag === undefined ? `--option ${shellWord(`${id}=${value}`)}` : `${flag} ${shellWord(value)}`;
}
