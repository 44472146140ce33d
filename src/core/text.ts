import { AmberError, type ErrorCode } from './errors.ts';

/** True if the text has a control character of ASCII: a line break, an escape, a NUL. */
export function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** A control sequence (ECMA-48), also one that has no end: of a string, all that follows on its line. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u009c|\u001b\\)?/g;

/** Foreign text as a part of a sentence: on one line, and no control sequence in it swallows what follows it. */
export function inSentence(text: string): string {
  return text
    .replace(SEQUENCE, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

/** A value of an event as JSON on one line; what is nested too deep for that is named. Never throws. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '[nested too deep to be shown]';
  }
}

/** UTF-8 with the characters that are no text replaced would go on mangled, so nothing but whole text is taken. */
const FATAL = { fatal: true };

/**
 * The text in a file or a stream: UTF-8, or UTF-16 where its byte-order mark says so (PowerShell's `>` writes that). The
 * mark is no part of the text.
 * @param what names the source in the error
 * @throws AmberError `code`, with the command that converts the text
 */
export function decodeText(bytes: Uint8Array, what: string, code: ErrorCode): string {
  const marked = utf16Of(bytes);
  const text = marked === undefined ? decoded('utf-8', bytes) : decoded('utf-16le', marked);
  if (text === undefined)
    throw new AmberError(code, `${what} is neither UTF-8 nor UTF-16 with a byte-order mark`, {
      hint: 'convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW_FILE',
    });
  // Plain English in UTF-16 without its mark is valid UTF-8, with a NUL at every other place.
  if (text.includes('\0'))
    throw new AmberError(code, `${what} holds NUL characters: it is no text, or UTF-16 without a byte-order mark`, {
      hint: 'convert it: iconv -f UTF-16LE -t UTF-8 FILE > NEW_FILE',
    });
  return text;
}

/** Bytes in little-endian order after a mark of UTF-16. */
function utf16Of(bytes: Uint8Array): Uint8Array | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.subarray(2);
  if (first !== 0xfe || second !== 0xff) return undefined;
  // Not every Node decodes big-endian.
  return bytes.slice(2).map((_byte, at, all) => all[at ^ 1] ?? 0xff);
}

function decoded(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, FATAL).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A text whose bytes may be written as `%2F`; what is no such escape, or no UTF-8, stays as it is written. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/** As one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text);
}

/** The same in quotes also where it needs none. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
