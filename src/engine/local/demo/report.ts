import { sizeText } from '../../../core/agui/message-files.ts';
import type { Introduction } from './introduction.ts';
import { isProgramming, languagesOf } from './languages.ts';
import type { MatchingFile } from './rank-matches.ts';
import type { Found } from './search.ts';
import type { Survey } from './survey.ts';

/** All that the demo agent found out. */
export interface Findings {
  readonly directory: string;
  readonly branch: string | undefined;
  readonly survey: Survey;
  readonly introduction: Introduction;
  readonly words: readonly string[];
  readonly found: Found;
  /** What came with the prompt, a line each. */
  readonly given: readonly string[];
  /** Whether what is marked as to do is listed. */
  readonly todos: boolean;
}

/** The demo agent's answer, in Markdown; `brief`: only where the project speaks of what was asked. */
export function report(findings: Findings, mode: 'report' | 'brief'): string {
  const { found, given, words } = findings;
  const brought = given.length === 0 ? undefined : ['You gave me:', '', ...given.map((line) => `- ${line}`)].join('\n');
  if (findings.survey.files.length === 0) {
    const empty = `\`${findings.directory}\` is empty: there is nothing here that I could read.`;
    return [brought, empty].filter((part) => part !== undefined).join('\n\n') + CLOSING;
  }
  const isBrief = mode === 'brief';
  const parts = [
    brought,
    isBrief && words.length > 0 ? undefined : opening(findings),
    words.length > 0 ? matches(words, found) : undefined,
    isBrief ? undefined : facts(findings),
    isBrief || !findings.todos ? undefined : todos(found),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n') + CLOSING;
}

const CLOSING =
  '\n\n_I am the demo agent: I read files, no model thinks behind me. ' +
  'For one that does: `amber agents`, then `amber run --agent claude "…"`._';

function opening({ introduction, survey, directory }: Findings): string {
  const made = languagesOf(survey).find(({ language }) => isProgramming(language))?.language;
  const name = `**${introduction.name ?? directory.split(/[\\/]/).at(-1) ?? directory}**`;
  const what = made === undefined ? `${name} is a directory of documents and data.` : `${name} is a ${made} project.`;
  return introduction.summary === undefined ? what : `${what} In its own words:\n\n> ${introduction.summary}`;
}

function matches(words: readonly string[], found: Found): string {
  const about = words.map((word) => `"${word}"`).join(', ');
  if (found.matchCount === 0) return `Nothing here matches ${about}, neither in names nor in contents.`;
  const best = found.matches.slice(0, 6);
  const more = found.matchCount - best.length;
  return [
    `Where it speaks about ${about}:`,
    '',
    ...best.map(matchLine),
    ...(more > 0 ? [`- … and ${plural(more, 'more file')}`] : []),
  ].join('\n');
}

function matchLine({ path, place, words }: MatchingFile): string {
  return place === undefined
    ? `- \`${path}\` (by name: ${words.join(', ')})`
    : `- \`${path}:${place.line}\` — ${code(place.text)}`;
}

function facts({ survey, introduction, branch, found }: Findings): string {
  const bytes = survey.files.reduce((sum, { size }) => sum + size, 0);
  const shares = languagesOf(survey);
  const total = shares.reduce((sum, share) => sum + share.bytes, 0);
  const top = shares
    .filter(({ bytes }, i) => i === 0 || bytes * 200 >= total)
    .slice(0, 5)
    .map(({ language, files, bytes }) => `${language} ${percent(bytes, total)} (${plural(files, 'file')})`);
  const lines = [
    `- **Size:** ${survey.cut ? 'more than ' : ''}${plural(survey.files.length, 'file')} in ${plural(survey.directories + 1, 'directory')}, ${size(bytes)}, ${plural(found.lines, 'line')} of text`,
    ...(top.length > 0 ? [`- **Languages:** ${top.join(', ')}`] : []),
    `- **Layout:** ${layout(survey)}`,
    ...(branch === undefined ? [] : [`- **Git:** on \`${branch}\``]),
    ...(introduction.commands.length > 0
      ? [
          `- **Commands:** ${introduction.commands
            .slice(0, 5)
            .map(({ name }) => `\`${name}\``)
            .join(', ')}`,
        ]
      : []),
  ];
  return lines.join('\n');
}

/** The directories at the root by number of files, and how many files lie beside them. */
function layout({ files }: Survey): string {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const top = path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/` : '';
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  const beside = counts.get('') ?? 0;
  counts.delete('');
  const folders = [...counts].sort(([, a], [, b]) => b - a);
  const shown = folders.slice(0, 7).map(([name, files]) => `\`${name}\` ${files}`);
  if (folders.length > shown.length) shown.push(`${folders.length - shown.length} more`);
  return [...shown, ...(beside > 0 ? [`${plural(beside, 'file')} at the root`] : [])].join(', ');
}

function todos({ todos, todoCount }: Found): string | undefined {
  if (todoCount === 0) return undefined;
  const shown = todos.slice(0, 4).map(({ path, line, text }) => `- \`${path}:${line}\` — ${code(text)}`);
  const more = todoCount - shown.length;
  return [
    `Marked as still to do, ${plural(todoCount, 'place')}:`,
    '',
    ...shown,
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ].join('\n');
}

/** A line of a file between backticks, whatever backticks it has. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function plural(count: number, noun: string): string {
  const many = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : many}`;
}

function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return share < 1 ? '<1 %' : `${Math.round(share)} %`;
}

function size(bytes: number): string {
  return bytes >= 1_000_000_000 ? `${(bytes / 1_000_000_000).toFixed(1)} GB` : sizeText(bytes);
}
