import type { Span } from './mask-spans.ts';

/**
 * Tokens that can be recognised by their shape: how each begins, and what follows. The beginning is fixed, and what
 * follows is one class of characters without an end condition, so that an attempt that fails has read no more than the
 * shortest allowed length: matching is linear in the text.
 */
const TOKENS: readonly { readonly begin: string; readonly rest: string; readonly before?: string }[] = [
  { begin: 'gh[pousr]_', rest: '[A-Za-z0-9]{20,}' },
  { begin: 'github_pat_', rest: '[A-Za-z0-9_]{20,}' },
  { begin: 'gl(?:pat|rt|dt|cbt|ptt|soat|agent)-', rest: '[A-Za-z0-9_.-]{20,}' },
  { begin: 'npm_', rest: '[A-Za-z0-9]{36,}' },
  { begin: 'pypi-', rest: '[A-Za-z0-9_-]{50,}' },
  { begin: 'hf_', rest: '[A-Za-z0-9]{30,}' },
  { begin: 'xox[abeoprs]-', rest: '[A-Za-z0-9-]{10,}' },
  { begin: 'xapp-', rest: '[A-Za-z0-9-]{10,}' },
  { begin: 'AIza', rest: '[A-Za-z0-9_-]{35}' },
  { begin: 'ya29\\.', rest: '[A-Za-z0-9_-]{20,}' },
  { begin: '(?:AKIA|ASIA)', rest: '[A-Z0-9]{16}' },
  { begin: 'sk-ant-', rest: '[A-Za-z0-9_-]{10,}' },
  // "task-…" and "risk-…" are words: a key stands by itself (or after an escape of JSON) and has a digit.
  {
    before: '(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt]))',
    begin: 'sk-',
    rest: '(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{20,}',
  },
];
const TOKEN = new RegExp(TOKENS.map(({ before = '', begin, rest }) => before + begin + rest).join('|'), 'g');
/** A word with one of these in it may still become a secret: a token, a JWT, a password in an address. */
const BEGINNING = new RegExp([...TOKENS.map(({ begin }) => begin), 'eyJ', '://'].join('|'));
/** No beginning is longer. */
const MAX_BEGINNING = 16;

/** What follows `Bearer` or `Authorization: <scheme>`. Group 1 is what stays. */
const CREDENTIALS =
  /(\bbearer[ \t]{1,8}|\bauthorization["']?[ \t]{0,8}[:=][ \t]{0,8}["']?[a-z]{0,16}[ \t]{1,8})[\w.~+/=-]{16,}/gi;

/** `://user:password@`. The classes leave out "/", so that no two attempts read the same characters. */
const URL_PASSWORD = /(:\/\/)[^\s/@:"'<>]{0,256}:[^\s/@"'<>]{1,1024}@/g;

/** Three dotted parts. The look-behind lets an attempt begin only where a part begins. */
const DOTTED = /(?<![\w-])[\w-]+\.[\w-]{8,}\.[\w-]{8,}/g;

const PEM_BEGIN = '-----BEGIN ';
const PEM_END = '-----END ';

/** The spans of all that looks like a secret; they may overlap. */
export function shapeSpans(text: string): Span[] {
  const spans: Span[] = [];
  // A search is much cheaper than an iterator, and most texts hold nothing.
  if (text.search(TOKEN) >= 0) {
    for (const match of text.matchAll(TOKEN)) spans.push([match.index, match.index + match[0].length]);
  }
  if (text.search(CREDENTIALS) >= 0) {
    for (const match of text.matchAll(CREDENTIALS)) {
      spans.push([match.index + (match[1]?.length ?? 0), match.index + match[0].length]);
    }
  }
  if (text.includes('://')) {
    for (const match of text.matchAll(URL_PASSWORD)) spans.push([match.index + 3, match.index + match[0].length - 1]);
  }
  if (text.includes('eyJ')) addJwts(spans, text);
  if (text.includes(PEM_BEGIN)) addPrivateKeys(spans, text);
  return spans;
}

/** The header of a JWT is JSON in base64, so it begins with `eyJ`; what a part has before that is not its own. */
function addJwts(spans: Span[], text: string): void {
  for (const match of text.matchAll(DOTTED)) {
    const header = match[0].slice(0, match[0].indexOf('.'));
    const begin = header.indexOf('eyJ');
    if (begin >= 0 && header.length - begin >= 8) spans.push([match.index + begin, match.index + match[0].length]);
  }
}

/** A key without an end was cut off: all that follows belongs to it. */
function addPrivateKeys(spans: Span[], text: string): void {
  let from = text.indexOf(PEM_BEGIN);
  while (from >= 0) {
    if (!/^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(text.slice(from, from + 64))) {
      from = text.indexOf(PEM_BEGIN, from + 1);
      continue;
    }
    const end = text.indexOf(PEM_END, from);
    const closing = end < 0 ? -1 : text.indexOf('-----', end + PEM_END.length);
    const to = closing < 0 ? text.length : closing + 5;
    spans.push([from, to]);
    from = text.indexOf(PEM_BEGIN, to);
  }
}

/** `Bearer ` and the like, whose token has still to come. */
const SCHEME = /(?:\bauthorization["']?[ \t]{0,8}[:=][ \t]{0,8}["']?[a-z]{0,16}|\bbearer)[ \t]{0,8}$/i;
const MAX_SCHEME = 64;

/** Of a longer word, and of a longer private key, only this much is kept back. */
const MAX_TOKEN = 16 * 1024;
const MAX_KEY = 64 * 1024;

/** How much of a text can't be part of something like a secret that goes on in what follows. */
export function safeLengthOfShapes(text: string): number {
  const word = lastWordFrom(text);
  const scheme = SCHEME.exec(text.slice(Math.max(0, word - MAX_SCHEME), word));
  if (scheme !== null) return Math.min(word - scheme[0].length, openKeyFrom(text));
  const safe = BEGINNING.test(text.slice(word)) ? word : Math.max(word, text.length - MAX_BEGINNING);
  return Math.min(safe, openKeyFrom(text));
}

/** Where the word begins that a text ends with. */
function lastWordFrom(text: string): number {
  const earliest = Math.max(0, text.length - MAX_TOKEN);
  let from = text.length;
  while (from > earliest && text.charCodeAt(from - 1) > 0x20) from--;
  return from;
}

/** Where a private key begins that has not ended; the text's length if there is none. */
function openKeyFrom(text: string): number {
  const begin = text.lastIndexOf(PEM_BEGIN);
  if (begin < 0 || text.length - begin > MAX_KEY) return text.length;
  const end = text.indexOf(PEM_END, begin);
  const closed = end >= 0 && text.indexOf('-----', end + PEM_END.length) >= 0;
  return closed ? text.length : begin;
}
