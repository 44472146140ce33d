import type { Redactor } from '../../../core/secrets/redact.ts';
import { visible } from '../../../render/markdown/visible-text.ts';

/** Of a title, in characters: GitHub shows no more in a list. */
const MAX_TITLE = 100;

/** What an agent says of its work: its first line as a title, plain text, and what follows; `fallback` where that line is no title. */
export function accountOf(
  message: string,
  fallback: string,
  redactor: Redactor,
): { readonly title: string; readonly text: string } {
  const [first = '', ...rest] = visible(message).trim().split('\n');
  const line = first
    .trim()
    .replace(/^(?:#{1,6}|[-*>])\s+/, '')
    .replace(/^(\*\*|__|`)(.*)\1\.?$/, '$2')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
  const isTitle = line !== '' && line.length <= MAX_TITLE && !/^\s*(?:```|~~~|\||<)/.test(first);
  const other = visible(fallback).replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE);
  return { title: redactor.all(isTitle ? line : other), text: isTitle ? rest.join('\n').trim() : message };
}

/** The message of the commit that Amber makes: the title of the agent's account, else `title`. */
export const commitMessageOf = (account: string, title: string, redactor: Redactor): string =>
  accountOf(account, title, redactor).title || 'Work of an agent';

/** The message with the co-author as its last line, once; beside other lines of that kind if it ends with some. */
export function withTrailer(message: string, coAuthor: string | undefined): string {
  if (coAuthor === undefined) return `${message}\n`;
  const line = coAuthorLine(coAuthor);
  if (message.split('\n').includes(line)) return `${message}\n`;
  const last = message.split('\n\n').at(-1) ?? '';
  const isTrailers = message.includes('\n\n') && last.split('\n').every((text) => /^[A-Za-z][\w-]*: ./.test(text));
  return `${message}\n${isTrailers ? '' : '\n'}${line}\n`;
}

/** The message of the one commit that GitHub signs in place of several: their subjects in a list; `commitMessage` as headline unless there is one alone. */
export function signedMessage(
  subjects: readonly string[],
  commitMessage: string,
  coAuthor: string | undefined,
): { readonly headline: string; readonly body: string } {
  const [headline = commitMessage] = subjects.length === 1 ? subjects : [commitMessage];
  const list = subjects.length === 1 ? '' : `${subjects.map((subject) => `- ${subject}`).join('\n')}\n\n`;
  return { headline, body: `${list}${coAuthor === undefined ? '' : coAuthorLine(coAuthor)}`.trim() };
}

const coAuthorLine = (coAuthor: string): string => `Co-authored-by: ${coAuthor}`;
