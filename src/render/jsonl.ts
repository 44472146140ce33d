import type { Pieces } from '../core/events.ts';
import { redactedResult } from '../core/redacted-result.ts';
import type { Update } from '../core/update.ts';
import { RedactedEvents } from './redacted-events.ts';
import type { Redactor, Renderer, RenderOptions } from './renderer.ts';

export interface JsonlOptions extends Pick<RenderOptions, 'out' | 'redactor' | 'clock'> {
  /** The session's name, where the updates don't begin with its creation. */
  readonly session?: string;
}

/**
 * `-o jsonl`: one object a line, `{v, seq, ts, session, runId, type, …}`, the last one always the result (cli.md,
 * "Output contract"). `seq` numbers the lines of this output from 1.
 */
export function jsonlRenderer({ out, redactor, clock, session }: JsonlOptions): Renderer {
  const envelope = new Envelope(session);
  const redacted = new RedactedEvents(redactor);
  const write = (told: readonly Update[]): void | Promise<void> => {
    // All that came at once is told with one time, and written at once.
    envelope.time(clock.date());
    let lines = '';
    for (const update of told) {
      if (update.type === 'run.ended') continue;
      if (update.type !== 'event') lines += lineOf(update, envelope, redactor);
      else if (update.pieces !== undefined) lines += envelope.linesOf(update.runId, update.pieces);
      else lines += `${envelope.ofEvent(update.runId)}${update.raw ?? ''}}\n`;
    }
    return lines === '' ? undefined : out.write(lines);
  };
  return {
    update(updates) {
      const told: Update[] = [];
      for (const update of updates) redacted.take(update, told);
      return write(told);
    },
    async close() {
      const told: Update[] = [];
      redacted.end(told);
      await write(told);
    },
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

/** What each line begins with. Made once per run and moment: it would cost more than the event itself. */
class Envelope {
  #session: string | undefined;
  #seq = 0;
  #ts = '';
  #ms = Number.NaN;
  #runId: string | undefined;
  #event: string | undefined;

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

  /** The lines of events that differ in their deltas only: so a line costs half of what it costs by itself. */
  linesOf(runId: string | undefined, { deltas, head, tail }: Pieces): string {
    // Joined, not added up: a sum would be put together anew in each line.
    const before = [this.#beforeEvent(runId), head].join('');
    const after = `${tail}}\n`;
    const between = [after, START].join('');
    let lines = START;
    let left = deltas.length;
    for (const delta of deltas) lines += `${++this.#seq}${before}${delta}${--left > 0 ? between : after}`;
    return lines;
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
