import { join } from 'node:path';
import { isProgramming, languageOf } from './languages.ts';
import { count, excerpt, type MatchingFile, Mentions, type TextLine } from './rank-matches.ts';
import { readText } from './read-text.ts';
import type { SurveyedFile } from './survey.ts';

export interface Found {
  readonly matches: readonly MatchingFile[];
  readonly matchCount: number;
  readonly todos: readonly TextLine[];
  readonly todoCount: number;
  readonly filesRead: number;
  readonly lines: number;
}

/** A file larger than this is data, not something that a person wrote. In bytes. */
const MAX_FILE = 512 * 1024;
const MAX_BYTES = 48 * 1024 * 1024;
const TODO = /\b(TODO|FIXME|HACK|XXX)\b(?=[:( ]).*/;
const COMMENT = /\/\/|#|\/\*|\*|--|<!--|;|%|"""/;

/** Reads the texts of a listing once: what the words match, and what is marked as still to do. */
export async function search(
  root: string,
  files: readonly SurveyedFile[],
  words: readonly string[],
  deadline: number,
  signal: AbortSignal,
): Promise<Found> {
  const mentions = new Mentions(words);
  const todos: TextLine[] = [];
  let todoCount = 0;
  let filesRead = 0;
  let lines = 0;
  let bytes = 0;
  const texts = files.filter(({ name, size }) => size > 0 && size <= MAX_FILE && isText(name));
  for (let i = 0; i < texts.length && performance.now() < deadline && bytes < MAX_BYTES; i += 16) {
    signal.throwIfAborted();
    const batch = texts.slice(i, i + 16);
    const contents = await Promise.all(batch.map(({ path }) => readText(join(root, path), MAX_FILE)));
    for (const [j, content] of contents.entries()) {
      const file = batch[j];
      if (content === undefined || file === undefined) continue;
      filesRead++;
      bytes += content.length;
      lines += count(content, '\n');
      mentions.add(file.path, content);
      if (!/todo|fixme/i.test(file.name) && /TODO|FIXME|HACK|XXX/.test(content))
        for (const place of todosOf(file.path, content)) if (++todoCount <= 100) todos.push(place);
    }
  }
  for (const { path, name } of files) if (!isText(name)) mentions.add(path, '');
  return { ...mentions.ranked(20), todos, todoCount, filesRead, lines };
}

function isText(name: string): boolean {
  const language = languageOf(name);
  if (SECRET.test(name) || (TELLTALE.test(name) && !isProgramming(language ?? 'JSON'))) return false;
  return language !== undefined
    ? !/(^|[.-])(lock|min)\.(json|ya?ml|js|css)$/i.test(name)
    : /\.(txt|cfg|ini|conf|graphql)$|^[^.]+$/i.test(name);
}

/** Files that may hold secrets are counted, never opened: what this agent reads is shown, logged and posted. */
const SECRET = /^\.|\.(env|pem|key|p12|pfx|jks|keystore|kdbx)$|^id_[a-z0-9]+$/i;
/** Data by such a name may be one; a program by such a name is about them. */
const TELLTALE = /credential|secret|passw|token/i;

function* todosOf(path: string, content: string): Generator<TextLine> {
  for (const [i, line] of content.split('\n').entries()) {
    const mark = line.length < 400 ? TODO.exec(line) : null;
    if (mark !== null && COMMENT.test(line.slice(0, mark.index))) yield { path, line: i + 1, text: excerpt(mark[0]) };
  }
}
