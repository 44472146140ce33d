import type { Code, Nodes, Root } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';

/** Stands for `<` until the text is written: what writes Markdown would put it as `\<`, and scanners look for `<!--`. */
const LESS = '\uE000';
const ZERO_WIDTH = '\u200B';

/** Languages of a fence that GitHub shows as a picture, a map or a change to accept. */
const SHOWN_AS_MORE = /^(?:mermaid|geojson|topojson|stl|math|suggestion)/i;
const LANGUAGE = /^[\w.+#-]{1,30}$/;

/** In a fence; the language only where GitHub does no more with it than colour. */
export function code(value: string, language?: string | null): Code {
  const isPlain = language == null || !LANGUAGE.test(language) || SHOWN_AS_MORE.test(language);
  return { type: 'code', value: unhidden(value), lang: isPlain ? null : language };
}

/** `<!--` in code is shown, yet who looks for Amber's record in a comment must not find another one. */
export function unhidden(value: string): string {
  return value.replaceAll('<!--', `<${ZERO_WIDTH}!--`);
}

/** A text in which no account is mentioned, no issue is referred to, and `<` begins no HTML. */
export function harmlessText(value: string): string {
  return value
    .replaceAll('<', LESS)
    .replace(/@(?=[a-z0-9])/gi, `@${ZERO_WIDTH}`)
    .replace(/#(?=\d)/g, `#${ZERO_WIDTH}`)
    .replace(/\b(gh-)(?=\d)/gi, `$1${ZERO_WIDTH}`);
}

/** A tree as Markdown. */
export function written(node: Nodes): string {
  const root: Root = node.type === 'root' ? node : ({ type: 'root', children: [node] } as Root);
  return toMarkdown(root, {
    bullet: '-',
    rule: '-',
    emphasis: '_',
    resourceLink: true,
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
  })
    .replaceAll(LESS, '&lt;')
    .trimEnd();
}

/** One line of text as HTML, for where Markdown does not count. */
export function writtenHtml(line: string): string {
  return harmlessText(line.replaceAll('&', '&amp;')).replaceAll(LESS, '&lt;').replaceAll('>', '&gt;');
}

/** A link in Markdown, also within a table; the text alone if the address is none. `text` is Markdown already. */
export function linkTo(text: string, address: string | undefined): string {
  const url = address === undefined ? null : URL.parse(address);
  if (text === '' || url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return text;
  return `[${text}](${url.href.replace(/[()<>|\\]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)})`;
}

/** Folded by GitHub: `title` is HTML. Blank lines around what is in it: else GitHub takes it for HTML, too. */
export function folded(title: string, blocks: readonly string[]): string {
  return [`<details><summary>${title}</summary>`, ...blocks, '</details>'].join('\n\n');
}
