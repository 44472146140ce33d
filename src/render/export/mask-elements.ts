import { type Attributes, type HtmlElement, type HtmlNode, isList } from '../html/element.ts';
import { isWord } from '../html/seen-text.ts';

/** Elements that part no words: a secret may go through them. */
const INLINE: ReadonlySet<string> = new Set(['a', 'code', 'del', 'em', 'strong', 'br']);

/**
 * Elements without secrets, as their reader would see them: each run of text is looked at as a whole, so that emphasis,
 * links and colours of code can't split a secret. Where one is found, the text stays and its elements go.
 */
export function maskElements(node: HtmlNode, mask: (text: string) => string): HtmlNode {
  const masked: HtmlNode[] = [];
  let line: (string | HtmlElement)[] = [];
  const endLine = (): void => {
    const text = line.map(textOf).join('');
    const safe = mask(text);
    masked.push(safe === text ? line.map((part) => maskAttributes(part, mask)) : safe);
    line = [];
  };
  for (const part of parts(node)) {
    if (typeof part === 'string' || isInline(part)) line.push(part);
    else {
      if (line.length > 0) endLine();
      const children = maskElements(part.children, mask);
      masked.push({ tag: part.tag, attributes: attributesOf(part.attributes, mask), children });
    }
  }
  if (line.length > 0) endLine();
  return masked;
}

function maskAttributes(node: HtmlNode, mask: (text: string) => string): HtmlNode {
  if (node === null || typeof node === 'string') return node;
  if (isList(node)) return node.map((one) => maskAttributes(one, mask));
  const { attributes, children, tag } = node;
  return { tag, attributes: attributesOf(attributes, mask), children: maskAttributes(children, mask) };
}

function attributesOf(attributes: Attributes, mask: (text: string) => string): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      // A picture's data is none: what would look like a secret there is chance.
      typeof value === 'string' && name !== 'class' && name !== 'src' ? mask(value) : value,
    ]),
  );
}

function isInline({ attributes, children, tag }: HtmlElement): boolean {
  return (
    (isWord(tag, String(attributes.class ?? '')) || INLINE.has(tag)) &&
    [...parts(children)].every((one) => typeof one === 'string' || isInline(one))
  );
}

/** Strings and elements, in order. */
function* parts(node: HtmlNode): Generator<string | HtmlElement> {
  if (node === null) return;
  if (!isList(node)) yield node;
  else for (const one of node) yield* parts(one);
}

function textOf(node: HtmlNode): string {
  if (node === null) return '';
  if (typeof node === 'string') return node;
  if (isList(node)) return node.map(textOf).join('');
  return node.tag === 'br' ? '\n' : textOf(node.children);
}
