import type { ServerResponse } from 'node:http';
import type { Traps } from './traps.ts';

/** An event as the platform keeps it. */
export type Json = { readonly [field: string]: unknown };

/** Live lines that wait for one reader; what comes on top is dropped (docs/platform.md, "The stream"). */
const BUFFER = 256;

interface Reader {
  readonly response: ServerResponse;
  waiting: number;
  deltas: number;
  frames: number;
}

/** The log of one session and those who read it: replay on each connection, then live. */
export class LineLog {
  readonly #traps: Traps;
  readonly #readers = new Set<Reader>();
  #events: Json[] = [];
  /** A recorded replay, given byte for byte in place of our own. */
  #recorded: string | undefined;

  constructor(traps: Traps) {
    this.#traps = traps;
  }

  get events(): readonly Json[] {
    return this.#events;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Appends one event and publishes it; `runId` is what the log adds where the event has none. */
  publish(event: Json, runId?: string): void {
    this.publishFrame(`data: ${JSON.stringify(event)}\n\n`, event, runId);
  }

  /** The same for a frame whose bytes were recorded. A frame that holds no JSON (merged ones) is only sent. */
  publishFrame(frame: string, event: Json | undefined, runId?: string): void {
    if (event !== undefined) {
      this.#events.push(runId === undefined || 'runId' in event ? event : { ...event, runId });
      this.#recorded = undefined;
    }
    for (const reader of this.#readers) this.#send(reader, frame, event);
    if (event?.type === 'RUN_FINISHED' || event?.type === 'RUN_ERROR') if (this.#traps.compact) this.#compact();
  }

  /** What later readers get from now on. */
  record(replay: string): void {
    this.#recorded = replay;
  }

  comment(text: string): void {
    for (const { response } of this.#readers) response.write(`: ${text}\n\n`);
  }

  /** Writes the replay, waits until it is out (what is published meanwhile is lost), then goes live. */
  async join(response: ServerResponse): Promise<void> {
    const replay = this.#recorded ?? this.#events.map((event) => this.#line(event)).join('');
    if (replay !== '' && !response.write(replay)) await new Promise((resolve) => response.once('drain', resolve));
    const again = this.#events.slice(this.#events.length - this.#traps.doubleAtSwitch);
    if (this.#traps.doubleAtSwitch > 0) for (const event of again) response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (response.destroyed) return;
    const reader: Reader = { response, waiting: 0, deltas: 0, frames: 0 };
    this.#readers.add(reader);
    response.on('drain', () => {
      reader.waiting = 0;
    });
    response.once('close', () => this.#readers.delete(reader));
  }

  /** Cuts every stream off. */
  disconnect(): void {
    for (const { response } of this.#readers) response.destroy();
    this.#readers.clear();
  }

  #send(reader: Reader, frame: string, event: Json | undefined): void {
    const { dropEvery, dropTypes, mergeEvery, closeAfter } = this.#traps;
    const type = String(event?.type ?? '');
    if (dropTypes.includes(type)) return;
    if (type.endsWith('_CONTENT')) {
      reader.deltas++;
      if (dropEvery > 0 && reader.deltas % dropEvery === 0) return;
    }
    reader.frames++;
    const merged = mergeEvery > 0 && reader.frames % mergeEvery === 0 && frame.endsWith('\n\n');
    for (const line of (merged ? frame.slice(0, -1) : frame).split(/(?<=\n)/)) {
      if (reader.waiting >= BUFFER) continue;
      if (!reader.response.write(line)) reader.waiting++;
    }
    if (closeAfter === 0 || reader.frames < closeAfter) return;
    this.#readers.delete(reader);
    reader.response.end();
  }

  #line(event: Json): string {
    if (!this.#traps.rewrite) return `data: ${JSON.stringify(event)}\n\n`;
    const text = JSON.stringify(sorted(event)).replace(
      /[<>&\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `data: ${text}\n\n`;
  }

  #compact(): void {
    this.#events = compacted(this.#events);
  }
}

const KEPT = new Set(['MESSAGES_SNAPSHOT', 'STATE_SNAPSHOT', 'ACTIVITY_SNAPSHOT', 'RAW', 'CUSTOM', 'META']);

/** What is left of a log when a run has ended, another running run's deltas included. */
export function compacted(events: readonly Json[]): Json[] {
  return events.filter(({ type, toolCallName }) => {
    const name = String(type);
    if (name === 'TOOL_CALL_START')
      return (
        String(toolCallName)
          .toLowerCase()
          .replace(/[^a-z]/g, '') === 'askuserquestion'
      );
    return KEPT.has(name) || name.startsWith('RUN_') || name.startsWith('STEP_');
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
