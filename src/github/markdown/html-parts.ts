/** A part of a piece of HTML: text, a tag, or what a browser shows nothing of. Offsets are of the piece. */
export type HtmlPart = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'text' | 'hidden' }
  | {
      readonly kind: 'tag';
      /** In lower case. */
      readonly name: string;
      readonly is: 'start' | 'end' | 'empty';
      /** What is kept of it: its name, and of `a` and `img` where they lead to; "" if GitHub shows nothing of it. */
      readonly bare: string;
    }
);

/** The elements that GitHub shows as what they are: https://github.com/gjtorikian/html-pipeline (its allow list). */
const SHOWN = new Set(
  (
    'a abbr b bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 ' +
    'hr i img ins kbd li mark ol p picture pre q rt ruby s samp small span strike strong sub summary sup table tbody ' +
    'td tfoot th thead time tr tt ul var wbr'
  ).split(' '),
);
/** They have no content, and no end. */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

// No part of it can end in two places: an author could make it take minutes otherwise.
const TAG = /<(\/?)([a-z][^\s/>]*)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^"'>])*)>/iy;
const ATTRIBUTE = /"[^"]*"|'[^']*'|([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?/g;
/** The nearest one: to look for each form alone would read on to the end for every comment of the text. */
const COMMENT_END = /--!?>/g;
/** What begins like a tag, a comment, a declaration or an instruction. */
const OPEN = /<[a-z!?/]/gi;

/** The parts of HTML in their order. Linear: what is not closed hides all that follows, as it does for a browser. */
export function* htmlParts(html: string): Generator<HtmlPart> {
  let at = 0;
  while (at < html.length) {
    OPEN.lastIndex = at;
    const start = OPEN.exec(html)?.index ?? html.length;
    if (start > at) yield { kind: 'text', start: at, end: start };
    if (start === html.length) return;
    const part = tagAt(html, start) ?? { kind: 'hidden', start, end: endOfHidden(html, start) };
    yield part;
    at = part.end;
  }
}

function tagAt(html: string, start: number): HtmlPart | undefined {
  TAG.lastIndex = start;
  const [tag, slash, named = '', attributes = ''] = TAG.exec(html) ?? [];
  if (tag === undefined) return undefined;
  const name = named.toLowerCase();
  const is = slash !== '' ? 'end' : VOID.has(name) || tag.endsWith('/>') ? 'empty' : 'start';
  const bare = SHOWN.has(name) ? `<${slash}${name}${addressOf(name, attributes)}>` : '';
  return { kind: 'tag', start, end: start + tag.length, name, is, bare };
}

function endOfHidden(html: string, start: number): number {
  const after = (mark: string, from: number): number => {
    const found = html.indexOf(mark, from);
    return found < 0 ? html.length : found + mark.length;
  };
  if (html.startsWith('<!-->', start)) return start + 5;
  if (html.startsWith('<!--->', start)) return start + 6;
  if (html.startsWith('<!--', start)) {
    COMMENT_END.lastIndex = start + 4;
    return COMMENT_END.test(html) ? COMMENT_END.lastIndex : html.length;
  }
  if (html.startsWith('<![CDATA[', start)) return after(']]>', start);
  if (html.startsWith('<?', start)) return after('?>', start);
  if (html.startsWith('<!', start) || html.startsWith('</', start)) return after('>', start);
  return html.length;
}

/** Of a tag's attributes, where it leads to: a text with blanks is no address. */
function addressOf(name: string, attributes: string): string {
  const wanted = name === 'a' ? 'href' : name === 'img' ? 'src' : undefined;
  if (wanted === undefined) return '';
  for (const [, attribute = '', value = ''] of attributes.matchAll(ATTRIBUTE))
    if (attribute.toLowerCase() === wanted && value !== '' && !/\s/.test(value)) return ` ${wanted}=${value}`;
  return '';
}
