import type { AguiEvent, StreamItem } from '../core/agui/events.ts';
import { cutDepth, isTooDeep, MAX_DEPTH } from '../core/json/json-depth.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** One `data:` line of a frame; `offset` returns where it begins, in bytes of the body. Only warnings call it. */
export interface DataLine {
  readonly text: string;
  readonly offset: () => number;
}

/** True for a parsed JSON value that can be taken for an event: an object with a `type`. All else is tolerated. */
function isEvent(value: unknown): value is AguiEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * The items of one frame: its lines joined are one event; if that is no JSON, each line is one; and a line may hold
 * several objects (docs/events.md, cases 3, 4 and 7). What can't be read becomes a warning and ends nothing.
 */
export function itemsOf(lines: readonly DataLine[], seq: number | undefined): StreamItem[] {
  const [first] = lines;
  if (first === undefined) return [];
  const whole = lines.length === 1 ? first.text : lines.map(({ text }) => text).join('\n');
  if (whole.trim() === '') return [];
  const items = parsed(whole, first, seq) ?? merged(whole, first, seq);
  if (items !== undefined) return items;
  const single =
    lines.length === 1
      ? []
      : lines.map((line) =>
          line.text.trim() === '' ? [] : (parsed(line.text, line, seq) ?? merged(line.text, line, seq)),
        );
  if (!single.some((found) => found?.some(({ kind }) => kind === 'event'))) {
    return [warning('MALFORMED_JSON', `a frame of ${whole.length} characters is no JSON`, first)];
  }
  return single.flatMap((found, index) => {
    const line = lines[index] ?? first;
    return found ?? [warning('MALFORMED_JSON', `a line of ${line.text.length} characters is no JSON`, line)];
  });
}

/** undefined if the text is no JSON. */
function parsed(text: string, line: DataLine, seq: number | undefined): StreamItem[] | undefined {
  let value: unknown;
  // An error of JSON.parse costs a hundred times what a small event does: a flood of garbage must not get that far.
  if (!/^\s*["{[\d\-tfn]/.test(text)) return undefined;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isEvent(value)) return [warning('NOT_AN_EVENT', 'JSON without a "type" came where an event was due', line)];
  if (!isTooDeep(text)) return [eventItem(value, text, seq)];
  const event = cutDepth(value);
  const message = `what is nested deeper than ${MAX_DEPTH} levels in a ${event.type} is left out`;
  return [warning('EVENT_TOO_DEEP', message, line), eventItem(event, JSON.stringify(event), seq)];
}

function merged(text: string, line: DataLine, seq: number | undefined): StreamItem[] | undefined {
  const objects = splitObjects(text);
  if (objects === undefined || objects.length < 2) return undefined;
  const items: StreamItem[] = [];
  for (const object of objects) {
    const found = parsed(object, line, seq);
    if (found === undefined) return undefined;
    items.push(...found);
  }
  return items;
}

/** `raw` goes with the event only if it is one line: readers print it as one. */
function eventItem(event: AguiEvent, raw: string, seq: number | undefined): StreamItem {
  if (raw.includes('\n')) return seq === undefined ? { kind: 'event', event } : { kind: 'event', event, seq };
  return seq === undefined ? { kind: 'event', event, raw } : { kind: 'event', event, raw, seq };
}

function warning(code: string, message: string, line: DataLine): StreamItem {
  return { kind: 'warning', code, message, offset: line.offset() };
}

/**
 * The JSON objects that stand one after the other in a text, with nothing between them but white space and `data:`:
 * what remains of frames that ran into each other (docs/platform.md, the stream). undefined if there is anything else, so
 * that a string's content can never pass for an event. Linear in the text's length.
 */
function splitObjects(text: string): string[] | undefined {
  const objects: string[] = [];
  let at = skipGap(text, 0);
  while (at < text.length) {
    const end = endOfObject(text, at);
    if (end === undefined) return undefined;
    objects.push(text.slice(at, end));
    at = skipGap(text, end);
  }
  return objects;
}

function skipGap(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at += 1;
    if (!text.startsWith('data:', at)) return at;
    at += 'data:'.length;
  }
}

function endOfObject(text: string, from: number): number | undefined {
  if (text.charCodeAt(from) !== OPEN) return undefined;
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN) depth += 1;
    else if (code === CLOSE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
}

/** The index of the quote that closes the string which opens at `from`. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return undefined;
}
