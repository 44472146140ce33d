import { MAX_DEPTH } from '../json/json-depth.ts';
import type { JsonValue } from '../json/json-value.ts';

/** A value, or what is wrong with the text that should hold one. */
export type Reading = { readonly value: JsonValue } | { readonly complaint: string };

/** JSON that every reader of it takes for the same value. Never throws. */
export function readJson(text: string): Reading {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    return { complaint: `it is not JSON: ${(error as Error).message}` };
  }
  const complaint = faultIn(value);
  return complaint === undefined ? { value } : { complaint };
}

/** Layer by layer, since a value can be deeper than a stack. */
function faultIn(value: JsonValue): string | undefined {
  let layer: readonly JsonValue[] = [value];
  for (let depth = 0; layer.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH} levels`;
    const below: JsonValue[] = [];
    for (const one of layer) {
      if (typeof one === 'number' && !Number.isFinite(one)) return 'it has a number that is too large';
      if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) below.push(inner);
    }
    layer = below;
  }
  return undefined;
}

/** The same, of an answer: nothing in it may be another number than it says. A schema may have bounds that nothing reaches. */
function readAnswer(text: string): Reading {
  const read = readJson(text);
  if (!('value' in read)) return read;
  const integer = roundedInteger(text);
  if (integer === undefined) return read;
  const shown = integer.length > 40 ? `${integer.slice(0, 39)}…` : integer;
  return {
    complaint: `it has the number ${shown}, which programs would round: beyond ±${Number.MAX_SAFE_INTEGER} it must be a text`,
  };
}

/** The first integer of a JSON text that is another one once it is read. */
function roundedInteger(json: string): string | undefined {
  if (!/\d{16}/.test(json)) return undefined;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charAt(at);
    if (char === '"') at = endOfString(json, at);
    else if (char === '-' || (char >= '0' && char <= '9')) {
      const [number = char] = NUMBER.exec(json.slice(at, at + 400)) ?? [];
      if (/^-?\d{16,}$/.test(number) && isRounded(number)) return number;
      at += number.length - 1;
    }
  }
  return undefined;
}

const NUMBER = /^-?[\d.eE+-]+/;

/** Also one that is too large, which another of its name may have hidden. */
function isRounded(integer: string): boolean {
  const number = Number(integer);
  return !Number.isFinite(number) || BigInt(integer) !== BigInt(number);
}

/** Where the string ends that begins there, in JSON that was read. */
function endOfString(json: string, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    const char = json.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') return at;
  }
  return json.length;
}

/**
 * The JSON in an agent's final message: the whole of it, or its one fenced block. Of several blocks one alone may be marked
 * `json`. Never throws.
 */
export function jsonIn(message: string): Reading {
  const text = message.trim();
  if (text === '') return { complaint: 'the message is empty' };
  const whole = readAnswer(text);
  const blocks = fencedBlocks(text);
  if ('value' in whole || blocks.length === 0) return whole;
  const marked = blocks.filter(({ language }) => language === 'json');
  const [block, another] = marked.length > 0 ? marked : blocks;
  if (block === undefined || another !== undefined)
    return {
      complaint: `the message holds ${marked.length || blocks.length} fenced blocks: which of them is the answer is not clear`,
    };
  if (!block.isClosed) return { complaint: 'the fenced block has no end' };
  return readAnswer(block.content);
}

interface FencedBlock {
  /** The first word after the fence, in lower case. */
  readonly language: string;
  readonly content: string;
  readonly isClosed: boolean;
}

/** The fenced blocks of a text in Markdown, as far as a message that holds data has them: at most three blanks before a fence. */
function fencedBlocks(text: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { readonly fence: string; readonly language: string; readonly lines: string[] } | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, fence = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence === '' || (fence.startsWith('`') && rest.includes('`'))) continue;
      open = { fence, language: rest.trim().split(/\s/, 1)[0]?.toLowerCase() ?? '', lines: [] };
    } else if (fence.startsWith(open.fence) && rest.trim() === '') {
      blocks.push({ language: open.language, content: open.lines.join('\n'), isClosed: true });
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  if (open !== undefined) blocks.push({ language: open.language, content: open.lines.join('\n'), isClosed: false });
  return blocks;
}
