/**
 * What is shown, as data: a page makes elements of its browser of it, an export a text. Foreign text is only ever a child or
 * the value of an attribute, so that nothing in it can become an element.
 */
export interface HtmlElement {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: HtmlNode;
  /** What a page has made of it: where it is shown again, nothing has changed. */
  made?: unknown;
}

export type HtmlNode = string | null | HtmlElement | readonly HtmlNode[];

/** Handlers count only in a page. `key`: what stays the same element when others come before it. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | Handler;
}

type Handler = (event: { readonly currentTarget: unknown }) => void;

/** An element. The name is the field's own for this. */
export function h(tag: string, attributes: Attributes | null, ...children: readonly HtmlNode[]): HtmlElement {
  return { tag, attributes: attributes ?? {}, children };
}

const EMPTY: ReadonlySet<string> = new Set(['br', 'hr', 'img']);

/** The same as HTML. */
export function toHtml(node: HtmlNode): string {
  if (node === null) return '';
  if (typeof node === 'string') return escapeHtml(node);
  if (isList(node)) return node.map(toHtml).join('');
  const { attributes, children, tag } = node;
  const start = `<${tag}${Object.entries(attributes).map(attribute).join('')}>`;
  return EMPTY.has(tag) ? start : `${start}${toHtml(children)}</${tag}>`;
}

function attribute([name, value]: readonly [string, Attributes[string]]): string {
  if (value === undefined || value === false || typeof value === 'function' || name === 'key') return '';
  return value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
}

/** True for several nodes. */
export function isList(node: HtmlNode): node is readonly HtmlNode[] {
  return Array.isArray(node);
}

const ENTITIES: { readonly [sign: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as content or as a quoted attribute's value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
