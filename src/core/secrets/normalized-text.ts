/**
 * A text as its reader understands it: what is written as an escape stands for itself, and what shows nothing is
 * gone. Knows where each of its characters comes from.
 */
export interface NormalizedText {
  readonly text: string;
  /** Where in the source the character at `at` begins … */
  begin(at: number): number;
  /** … and where it ends. */
  end(at: number): number;
}

/** `\u0068`, `\x68` (of JSON, also of JSON inside of JSON, and of most languages), and the entities of HTML. */
const ESCAPE = /(?<!\\)\\{1,8}(?:u[0-9a-f]{4}|x[0-9a-f]{2})|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi;
const NAMED: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** What shows nothing: of zero width, soft hyphens, marks of direction, and what moves a cursor or colours. */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~])?|[\p{Default_Ignorable_Code_Point}\p{Cf}\0\b\u007f-\u009f]/gu;
/** Those of it that are ASCII. */
const HIDDEN_ASCII = ['\u001b', '\0', '\b', '\u007f'];
const PERCENT = /(?:%[0-9a-f]{2})+/gi;

/** An escape that the text's end may have cut through. */
const CUT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  /(?:\\{1,8}(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|&#?[0-9a-z]{0,7}|(?:%[89a-f][0-9a-f]){0,3}(?:%[0-9a-f]?)?|\u001b(?:\[[0-?]{0,64}[ -/]{0,8})?|[\ud800-\udbff])$/i;
const MAX_CUT = 80;

/** The readings of a text that differ from it; most texts have none. Linear in the text. */
export function readingsOf(text: string): readonly NormalizedText[] {
  // Each line of a stream comes here: what is not there is found out much faster without a pattern.
  const unescaped = mayEscape(text)
    ? read(asItIs(text), ESCAPE, (written) => [[meaningOf(written), written.length]])
    : asItIs(text);
  const shown = mayHide(unescaped.text) ? read(unescaped, HIDDEN, () => []) : unescaped;
  const decoded = shown.text.includes('%') ? read(shown, PERCENT, decode) : shown;
  return [shown, decoded].filter((reading, index, all) => reading.text !== (all[index - 1]?.text ?? text));
}

/** True for a text that a person sees nothing of. */
export function showsNothing(text: string): boolean {
  return text.replace(HIDDEN, '').trim() === '';
}

/** Where the escape begins that a text ends with and that has perhaps not ended; the text's length if there is none. */
export function cutEscapeFrom(text: string): number {
  const from = Math.max(0, text.length - MAX_CUT);
  return from + (CUT.exec(text.slice(from))?.index ?? text.length - from);
}

const mayEscape = (text: string): boolean => text.includes('&') || text.includes('\\u') || text.includes('\\x');

const mayHide = (text: string): boolean => !isAscii(text) || HIDDEN_ASCII.some((character) => text.includes(character));

const encoder = new TextEncoder();
const encoded = new Uint8Array(64 * 1024);

/** Each character of ASCII is one byte. Measured on 64 kB: a twentieth of the time of a pattern. */
function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const { read, written } = encoder.encodeInto(at === 0 ? text : text.slice(at), encoded);
    if (read !== written || read === 0) return false;
    at += read;
  }
  return true;
}

const asItIs = (text: string): NormalizedText => ({ text, begin: (at) => at, end: (at) => at + 1 });

/** What a part of the source is read as, piece by piece: a text, and the length of what it is written as. */
type WrittenPieces = readonly (readonly [text: string, length: number])[];

/** A reading of a reading: each match of the pattern is read as its pieces. */
function read(source: NormalizedText, pattern: RegExp, piecesOf: (match: string) => WrittenPieces): NormalizedText {
  if (source.text.search(pattern) < 0) return source;
  const parts: string[] = [];
  // Of each piece: where it begins and how long it is, here and in the source.
  const [at, length, from, to]: [number[], number[], number[], number[]] = [[], [], [], []];
  let size = 0;
  let done = 0;
  const enter = (text: string, end: number): void => {
    parts.push(text);
    at.push(size);
    length.push(text.length);
    from.push(done);
    to.push(end);
    size += text.length;
    done = end;
  };
  for (const { index, 0: match } of source.text.matchAll(pattern)) {
    parts.push(source.text.slice(done, index));
    size += index - done;
    done = index;
    const pieces = piecesOf(match);
    for (const [text, taken] of pieces) enter(text, done + taken);
    if (pieces.length === 0) enter('', index + match.length);
  }
  parts.push(source.text.slice(done));
  const placeOf = (place: number, edge: 'begin' | 'end'): number => {
    const piece = lastNotAfter(at, place);
    if (piece < 0) return source[edge](place);
    const behind = place - (at[piece] ?? 0) - (length[piece] ?? 0);
    if (behind >= 0) return source[edge]((to[piece] ?? 0) + behind);
    return edge === 'begin' ? source.begin(from[piece] ?? 0) : source.end((to[piece] ?? 0) - 1);
  };
  return { text: parts.join(''), begin: (place) => placeOf(place, 'begin'), end: (place) => placeOf(place, 'end') };
}

/** Index of the last number that is not greater; -1 if all are. They ascend. */
function lastNotAfter(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function meaningOf(written: string): string {
  const name = written.replace(/^[\\&]+|;$/g, '');
  const digits = /^(?:u|x|#x)([0-9a-f]+)$/i.exec(name)?.[1];
  if (digits === undefined && !name.startsWith('#')) return NAMED[name.toLowerCase()] ?? written;
  const code = digits === undefined ? Number(name.slice(1)) : Number.parseInt(digits, 16);
  return code > 0x10ffff ? written : String.fromCodePoint(code);
}

/** Bytes of UTF-8; anything else stays as it is written. */
function decode(run: string): WrittenPieces {
  const pieces: (readonly [string, number])[] = [];
  for (let at = 0; at < run.length; ) {
    const first = Number.parseInt(run.slice(at + 1, at + 3), 16);
    const length = 3 * (first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
    const character = decoded(run.slice(at, at + length));
    pieces.push(character === undefined ? [run.slice(at, at + 3), 3] : [character, length]);
    at += pieces.at(-1)?.[1] ?? 3;
  }
  return pieces;
}

function decoded(bytes: string): string | undefined {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return undefined;
  }
}
