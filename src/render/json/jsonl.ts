import { eachOf } from '../../core/agui/deltas.ts';
import type { Pieces } from '../../core/agui/events.ts';
import type { EventUpdate, Update } from '../../core/run-update.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { Redactor, Renderer, RenderOptions } from '../renderer.ts';
import { type LineBytes, LinePool } from './line-bytes.ts';
import { redactedRenderer } from './redacted-events.ts';

export interface JsonlOptions extends Pick<RenderOptions, 'out' | 'redactor' | 'clock'> {
  /** The session's name, where the updates don't begin with its creation. */
  readonly session?: string;
}

/**
 * `-o jsonl`: one object a line, `{v, seq, ts, session, runId, type, …}`, the last one always the result (README).
 * `seq` numbers the lines of this output from 1.
 */
export function jsonlRenderer({ out, redactor, clock, session }: JsonlOptions): Renderer {
  const envelope = new Envelope(session);
  const pool = new LinePool();
  return redactedRenderer(redactor, (updates) => {
    // All that came at once gets one time, and is written at once.
    envelope.time(clock.date());
    return pool.write(out, (lines) => {
      for (const update of updates) {
        if (update.type === 'run.ended') continue;
        if (update.type !== 'event') lines.text(lineOf(update, envelope, redactor));
        else if (update.pieces !== undefined) envelope.linesOf(update, update.pieces, lines);
        else {
          lines.text(envelope.ofEvent(update.runId));
          lines.text(update.raw ?? '');
          lines.text('}\n');
        }
      }
    });
  });
}

/** `-o json`: the result object alone on stdout. */
export function jsonRenderer({ out, redactor }: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  return {
    update(updates) {
      const last = updates.at(-1);
      return last?.type === 'result'
        ? out.write(`${JSON.stringify(redactedResult(last.result, redactor), null, 2)}\n`)
        : undefined;
    },
    close: async () => {},
  };
}

function lineOf(
  update: Exclude<Update, { type: 'event' | 'run.ended' }>,
  envelope: Envelope,
  redactor: Redactor,
): string {
  const { type, ...rest } = update;
  let fields: object = rest;
  if (update.type === 'session.created') {
    envelope.session = update.session.name;
    const { session, ...more } = update;
    fields = { project: session.project, ...more };
  } else if (update.type === 'warning') {
    fields = { ...rest, message: redactor.all(update.message) };
  } else if (update.type === 'session.phase' && update.reason !== undefined) {
    fields = { ...rest, reason: redactor.all(update.reason) };
  } else if (update.type === 'stream.reconnected') {
    fields = { ...rest, cause: redactor.all(update.cause) };
  } else if (update.type === 'result') {
    // Its own `session` and `runId` say the same as the envelope's, or more.
    envelope.session = update.result.session ?? undefined;
    fields = redactedResult(update.result, redactor);
  }
  const runId = update.type === 'result' ? (update.result.runId ?? undefined) : undefined;
  const body = JSON.stringify({ type, ...withoutEnvelope(fields) });
  return `${envelope.of(runId)}${body.slice(1)}\n`;
}

function withoutEnvelope(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !['type', 'session', 'runId'].includes(key)));
}

const START = '{"v":1,"seq":';

/** What stands around the delta in a line, but for the line's number. */
interface Template {
  readonly text: string;
  readonly before: Uint8Array;
  readonly after: string;
  /** What ends a line and begins the next. */
  readonly between: Uint8Array;
}

/** How many bytes of UTF-8, from `from` on, so many UTF-16 units are. */
function bytesOf(bytes: Uint8Array, from: number, units: number): number {
  let at = from;
  for (let left = units; left > 0; ) {
    const first = bytes[at] ?? 0;
    at += first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    left -= first < 0xf0 ? 1 : 2;
  }
  return at - from;
}

/** What each line begins with. Made once per run and moment: it would cost more than the event itself. */
class Envelope {
  #session: string | undefined;
  #seq = 0;
  #ts = '';
  #ms = Number.NaN;
  #runId: string | undefined;
  #event: string | undefined;
  #template: Template | undefined;
  #scratch = Buffer.alloc(0);
  #size = 0;

  constructor(session: string | undefined) {
    this.#session = session;
  }

  set session(name: string | undefined) {
    this.#session = name;
    this.#event = undefined;
  }

  time(date: Date): void {
    const ms = date.getTime();
    if (ms === this.#ms) return;
    this.#ms = ms;
    this.#ts = date.toISOString();
    this.#event = undefined;
  }

  /** The beginning of a line, up to the comma before its type. */
  of(runId: string | undefined): string {
    return `${START}${++this.#seq}${this.#middle(runId)}`;
  }

  /** The beginning of an event's line, up to the event itself. */
  ofEvent(runId: string | undefined): string {
    return `${START}${++this.#seq}${this.#beforeEvent(runId)}`;
  }

  /** The lines of events that differ in their deltas only. */
  linesOf({ event, runId }: EventUpdate, { ends, head, tail }: Pieces, lines: LineBytes): void {
    const template = this.#templateOf(`${this.#beforeEvent(runId)}${head}`, `${tail}}\n`);
    const delta = String(event.delta);
    const bytes = this.#bytesOf(delta);
    const isAscii = this.#size === delta.length;
    let [from, units] = [0, 0];
    lines.text(START);
    for (let i = 0; i < ends.length; i += 1) {
      const end = ends[i] ?? units;
      const to = isAscii ? end : from + bytesOf(bytes, from, end - units);
      if (i > 0) lines.bytes(template.between);
      lines.number(++this.#seq);
      lines.bytes(template.before);
      lines.part(bytes, from, to);
      from = to;
      units = end;
    }
    lines.text(template.after);
  }

  #templateOf(before: string, after: string): Template {
    if (this.#template?.text !== before + after)
      this.#template = {
        text: before + after,
        before: Buffer.from(before),
        after,
        between: Buffer.from(after + START),
      };
    return this.#template;
  }

  /** The text in memory that is used again; `#size` bytes of it. */
  #bytesOf(text: string): Uint8Array {
    if (this.#scratch.length < 3 * text.length) this.#scratch = Buffer.allocUnsafeSlow(6 * text.length);
    this.#size = this.#scratch.write(text, 'utf8');
    return this.#scratch;
  }

  #beforeEvent(runId: string | undefined): string {
    if (this.#event === undefined || runId !== this.#runId) {
      this.#runId = runId;
      this.#event = `${this.#middle(runId)}"type":"event","event":`;
    }
    return this.#event;
  }

  #middle(runId: string | undefined): string {
    return `,"ts":"${this.#ts}","session":${JSON.stringify(this.#session ?? null)},"runId":${JSON.stringify(runId ?? null)},`;
  }
}

/** `--events FILE`: the raw events, one a line, beside whatever is shown. */
export function eventsRenderer({ out, redactor }: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  const pool = new LinePool();
  return redactedRenderer(redactor, (updates) =>
    pool.write(out, (lines) => {
      for (const update of updates) {
        if (update.type !== 'event') continue;
        for (const { raw = '' } of eachOf(update)) {
          lines.text(raw);
          lines.text('\n');
        }
      }
    }),
  );
}
