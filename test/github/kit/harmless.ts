import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect } from 'vitest';

/** As GitHub would show it, were it to allow everything. */
export function rendered(text: string): string {
  const options = { allowDangerousHtml: true, allowDangerousProtocol: true } as const;
  return micromark(text, { ...options, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** What a reader sees; `outside` without code and links, where GitHub looks for no mentions. */
export function seen(html: string, outside = false): string {
  const looked = outside ? html.replace(/<(code|a)\b.*?<\/\1>/gs, ' ') : html;
  const NAMES: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return looked.replace(/<[^>]*>/g, '').replace(/&(\w+);/g, (all, name: string) => NAMES[name] ?? all);
}

const TAGS = /^(?:p|em|strong|del|a|ul|ol|li|blockquote|pre|code|h[3-6]|hr|br|table|thead|tbody|tr|th|td)$/;

/** Everything that foreign text must not do, wherever it is put. `allowed`: elements of our own. */
export function expectHarmless(out: string, allowed: readonly string[] = []): void {
  const html = rendered(`${out}\n\nwhat follows`);
  expect(html.endsWith('<p>what follows</p>'), `left something open:\n${out}`).toBe(true);
  for (const [, tag = ''] of html.matchAll(/<\/?([a-z!?][\w-]*)/gi))
    if (!allowed.includes(tag)) expect(tag).toMatch(TAGS);
  for (const [, address] of html.matchAll(/\s(?:href|src)="([^"]*)/g)) expect(address).toMatch(/^(?:https?:|mailto:)/);
  expect(html).not.toContain(' type="checkbox"');
  expect(out).not.toContain('<!--');
  expect(seen(html, true)).not.toMatch(/@[a-z0-9]|#\d|\bgh-\d/i);
  expect(out).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u2060\ufeff\u00ad\u{e0000}-\u{e007f}]/u);
  expect(out.isWellFormed()).toBe(true);
}
