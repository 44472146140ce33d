import { eachOf } from '../../core/agui/deltas.ts';
import { type AguiEvent, type Pieces, text } from '../../core/agui/events.ts';
import type { EventUpdate, Update } from '../../core/run-update.ts';
import { maskSpans, type Span } from '../../core/secrets/mask-spans.ts';
import type { Redactor, Renderer } from '../renderer.ts';
import { eventText } from './event-text.ts';

/** A place in the order of updates; `ready` once it is certain what is written there. */
interface Entry {
  update: Update;
  ready: boolean;
}

/** A piece of a text that is written once it is certain that no secret begins in it. */
interface Part extends Entry {
  update: EventUpdate;
  readonly text: string;
  /** Where secrets are in it: some end in it whose beginning is written already. */
  readonly spans: Span[];
}

/** How many updates may wait for one piece: a text may never go on, and never end. */
const MAX_WAITING = 64;

/**
 * Updates without known secrets, for outputs that hold each event: each event comes out with its JSON text as `raw`, or
 * with `pieces` that hold none. A secret may be split over several pieces of a message or of a tool's arguments: so a
 * piece that may end with the beginning of one waits for the next.
 */
export class RedactedEvents {
  readonly #redactor: Redactor;
  #queue: Entry[] = [];
  #behind = 0;
  /** The parts of each text that wait, by what the text is of. */
  readonly #open = new Map<string, Part[]>();
  /** Of each type the id that its last piece named: those of chunks need not name it again. */
  readonly #ids = new Map<string, string>();
  /** What stands around the pieces looked at last, and whether it holds no secret. */
  #frame: { readonly head: string; readonly tail: string; readonly isClean: boolean } | undefined;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Takes the next update; puts what can be written by now into `out`. */
  take(update: Update, out: Update[]): void {
    if (update.type === 'event' && typeof update.event.delta === 'string') {
      if (update.pieces === undefined || this.#isCleanAround(update.pieces))
        this.#piece(update, update.event.delta, out);
      else for (const single of singlesOf(update)) this.take(single, out);
      return;
    }
    if (update.type === 'result') this.#settle();
    else if (update.type === 'event') this.#settleBy(update.event);
    this.#emit(update.type === 'event' ? this.#clean(update) : update, out);
  }

  /** All that still waits. */
  end(out: Update[]): void {
    this.#settle();
    this.#release(out);
  }

  #piece(update: EventUpdate, delta: string, out: Update[]): void {
    const key = this.#keyOf(update.event);
    const waiting = this.#open.get(key) ?? [];
    const before = waiting.map((part) => part.text).join('');
    const { spans, certain } = this.#redactor.locate(before + delta);
    const safe = Math.min(spans[0] === undefined ? certain : 0, certain);
    if (safe >= before.length + delta.length && waiting.length === 0) {
      this.#emit(this.#clean(update), out);
      return;
    }
    const parts = [...waiting, ...this.#partsOf(update, delta, safe - before.length)];
    for (const part of parts.slice(waiting.length)) this.#queue.push(part);
    this.#decide(key, parts, spans, certain);
    this.#release(out);
  }

  /** An update as one part, or as a first one that is safe and one for each piece that comes behind that. */
  #partsOf(update: EventUpdate, delta: string, safe: number): Part[] {
    const { pieces, event } = update;
    if (pieces === undefined) return [{ update, text: delta, ready: false, spans: [] }];
    const { ends } = pieces;
    let count = 0;
    while (count < ends.length && (ends[count] ?? 0) <= safe) count += 1;
    const length = ends[count - 1] ?? 0;
    const begun = delta.slice(0, length);
    const safely = { ...update, event: { ...event, delta: begun }, pieces: { ...pieces, ends: ends.slice(0, count) } };
    const rest = {
      ...update,
      event: { ...event, delta: delta.slice(length) },
      pieces: { ...pieces, ends: ends.slice(count).map((end) => end - length) },
    };
    return [
      ...(count === 0 ? [] : [{ update: safely, text: begun, ready: false, spans: [] }]),
      ...singlesOf(rest).map((single) => ({
        update: single,
        text: String(single.event.delta),
        ready: false,
        spans: [],
      })),
    ];
  }

  /** Parts up to `certain` are ready, without what the spans cover; the others wait. */
  #decide(key: string, parts: readonly Part[], spans: readonly Span[], certain: number): void {
    const waiting: Part[] = [];
    let at = 0;
    for (const part of parts) {
      const end = at + part.text.length;
      for (const [from, to] of spans)
        if (from < end && to > at) part.spans.push([Math.max(from, at) - at, Math.min(to, end) - at]);
      if (end > certain) waiting.push(part);
      else {
        part.update = this.#clean(masked(part));
        part.ready = true;
      }
      at = end;
    }
    if (waiting.length === 0) this.#open.delete(key);
    else this.#open.set(key, waiting);
  }

  /** A text that has ended has no secret that goes on. */
  #settleBy(event: AguiEvent): void {
    if (this.#open.size === 0) return;
    if (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') this.#settle();
    else if (event.type.endsWith('_END')) this.#settle(this.#keyOf(event));
  }

  #settle(only?: string): void {
    for (const [key, parts] of this.#open) {
      if (only !== undefined && key !== only) continue;
      const { spans } = this.#redactor.locate(parts.map((part) => part.text).join(''));
      this.#decide(key, parts, spans, Number.POSITIVE_INFINITY);
    }
  }

  #emit(update: Update, out: Update[]): void {
    if (this.#queue.length === 0) {
      out.push(update);
      return;
    }
    this.#queue.push({ update, ready: true });
    this.#behind += 1;
    if (this.#behind > MAX_WAITING) this.#settle();
    this.#release(out);
  }

  #release(out: Update[]): void {
    const waiting = this.#queue.findIndex(({ ready }) => !ready);
    const count = waiting < 0 ? this.#queue.length : waiting;
    for (const { update } of this.#queue.slice(0, count)) out.push(update);
    this.#queue = this.#queue.slice(count);
    if (this.#queue.length === 0) this.#behind = 0;
  }

  /** What the event's delta goes on with: `TEXT_MESSAGE` and the id of the message, and so on. */
  #keyOf(event: AguiEvent): string {
    const kind = event.type.slice(0, event.type.lastIndexOf('_'));
    const id = text(event, 'messageId') ?? text(event, 'toolCallId') ?? this.#ids.get(kind) ?? '';
    this.#ids.set(kind, id);
    return `${kind} ${id}`;
  }

  #clean(update: EventUpdate): EventUpdate {
    return update.pieces === undefined ? { ...update, raw: eventText(update, this.#redactor) } : update;
  }

  #isCleanAround({ head, tail }: Pieces): boolean {
    if (this.#frame?.head !== head || this.#frame.tail !== tail) {
      const whole = head + tail;
      this.#frame = { head, tail, isClean: this.#redactor.exact(whole) === whole };
    }
    return this.#frame.isClean;
  }
}

/** A renderer that writes each event: `write` takes the updates that hold no secret any more, all that came at once. */
export function redactedRenderer(
  redactor: Redactor,
  write: (updates: readonly Update[]) => void | Promise<void>,
): Renderer {
  const redacted = new RedactedEvents(redactor);
  return {
    update(updates) {
      const ready: Update[] = [];
      for (const update of updates) redacted.take(update, ready);
      return write(ready);
    },
    async close() {
      const ready: Update[] = [];
      redacted.end(ready);
      await write(ready);
    },
  };
}

function singlesOf(update: EventUpdate): EventUpdate[] {
  const { pieces: _all, ...rest } = update;
  return eachOf(update).map((each) => ({ ...rest, ...each }));
}

function masked({ update, text: delta, spans }: Part): EventUpdate {
  if (spans.length === 0) return update;
  const { raw: _raw, ...rest } = update;
  return { ...rest, event: { ...update.event, delta: maskSpans(delta, spans) } };
}
