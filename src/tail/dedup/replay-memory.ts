import { type AguiEvent, runIdOf, text } from '../../core/agui/events.ts';
import type { EventUpdate, Update } from '../../core/run-update.ts';
import { fingerprint, fingerprintOf } from './fingerprint.ts';
import { Recent } from './recent-map.ts';
import { ReplayedText } from './replayed-text.ts';

type Text = ReplayedText<EventUpdate>;

/** At least so many texts, and so many other events, are remembered: a platform's log of 4 MiB holds fewer. */
const MAX_TEXTS = 5_000;
const MAX_EVENTS = 50_000;

/** What an event is to a replay. */
interface Kind {
  /** The field that names the thing that the event is about. */
  readonly id: 'messageId' | 'toolCallId' | 'subagentRunId' | 'runId';
  /** The text that the event is a part of, and which part. */
  readonly text?: 'message' | 'reasoning' | 'arguments';
  readonly part?: 'start' | 'delta' | 'end';
  /** It happens once at a time to each thing, however often it comes: the platform's cut logs hold it twice. */
  readonly once?: true;
}

const KINDS = new Map<string, Kind>(
  Object.entries({
    RUN_STARTED: { id: 'runId', once: true },
    RUN_FINISHED: { id: 'runId', once: true },
    TEXT_MESSAGE_START: { id: 'messageId', text: 'message', part: 'start' },
    TEXT_MESSAGE_CONTENT: { id: 'messageId', text: 'message', part: 'delta' },
    TEXT_MESSAGE_CHUNK: { id: 'messageId', text: 'message', part: 'delta' },
    TEXT_MESSAGE_END: { id: 'messageId', text: 'message', part: 'end' },
    REASONING_START: { id: 'messageId' },
    REASONING_MESSAGE_START: { id: 'messageId', text: 'reasoning', part: 'start' },
    REASONING_MESSAGE_CONTENT: { id: 'messageId', text: 'reasoning', part: 'delta' },
    REASONING_MESSAGE_CHUNK: { id: 'messageId', text: 'reasoning', part: 'delta' },
    REASONING_MESSAGE_END: { id: 'messageId', text: 'reasoning', part: 'end' },
    REASONING_END: { id: 'messageId' },
    TOOL_CALL_START: { id: 'toolCallId', text: 'arguments', part: 'start' },
    TOOL_CALL_ARGS: { id: 'toolCallId', text: 'arguments', part: 'delta' },
    TOOL_CALL_CHUNK: { id: 'toolCallId', text: 'arguments', part: 'delta' },
    TOOL_CALL_END: { id: 'toolCallId', text: 'arguments', part: 'end' },
    TOOL_CALL_RESULT: { id: 'toolCallId' },
    SUBAGENT_STARTED: { id: 'subagentRunId' },
    SUBAGENT_FINISHED: { id: 'subagentRunId' },
    SUBAGENT_ERROR: { id: 'subagentRunId' },
  } satisfies { [type: string]: Kind }),
);

/**
 * What was delivered of a stream that is replayed from its start on each connection (engines without sequence
 * numbers): lets through only what was not (docs/events.md, case 19). Texts go by position, other events by their id and how
 * often they came, what has no id by its content; snapshots that stand for compacted deltas are new events and pass.
 * Memory is bounded.
 */
export class ReplayMemory {
  #connection = 0;
  #replaying = false;
  #settled = true;
  readonly #texts = new Recent<number, Text>(MAX_TEXTS);
  readonly #delivered = new Recent<number, number>(MAX_EVENTS);
  /** Of this connection: how often each event came (on the first one that is what was delivered), and the texts by their ids. */
  #seen = this.#delivered;
  #current = new Recent<number, Text>(MAX_TEXTS);
  #last: { readonly kind: string; readonly id: string; readonly text: Text } | undefined;

  /** True while what comes may have been delivered before, and `take` has to be asked; else `note` will do. */
  get replaying(): boolean {
    return this.#replaying;
  }

  /** True while events wait for `settle`. */
  get unsettled(): boolean {
    return !this.#settled;
  }

  /** A connection begins. */
  connect(): void {
    this.#connection += 1;
    this.#replaying = this.#connection > 1;
    this.#settled = true;
    if (this.#replaying) this.#seen = new Recent(MAX_EVENTS);
    this.#current = new Recent(MAX_TEXTS);
    this.#last = undefined;
  }

  /** Remembers an event that is new, or a series of deltas as one. */
  note(event: AguiEvent): void {
    const { kind, id, delta } = aspectsOf(event);
    if (kind === undefined || id === undefined) this.#isNew(fingerprint(event), false);
    else if (kind.text !== undefined && delta !== undefined)
      this.#textOf(kind.text, id).deliver(delta, this.#connection);
    else this.#whole(event, kind, id);
  }

  /** Takes an event that may be a replay; puts into `out` what is new of it. */
  take(update: EventUpdate, out: Update[]): void {
    const { event } = update;
    const { kind, id, delta } = aspectsOf(event);
    if (kind === undefined || id === undefined) {
      if (this.#isNew(fingerprint(event), false)) out.push(update);
    } else if (kind.text !== undefined && delta !== undefined)
      this.#replayed(this.#textOf(kind.text, id), delta, update, out);
    else {
      if (kind.text !== undefined && kind.part === 'end') out.push(...this.#textOf(kind.text, id).finish());
      if (this.#whole(event, kind, id)) out.push(update);
    }
  }

  /** The replay seems to be over (a heartbeat, a pause): puts into `out` what had to wait for that. */
  settle(out: Update[]): void {
    if (this.#settled) return;
    this.#settled = true;
    for (const known of new Set(this.#current.values())) out.push(...known.settle());
  }

  /** The replay is over for certain (the stream's own mark): as `settle`, and all that comes now is new. */
  live(out: Update[]): void {
    this.settle(out);
    this.#replaying = false;
  }

  /** Takes an event that is whole by itself; true if it is new. */
  #whole(event: AguiEvent, kind: Kind, id: string): boolean {
    // A runId that is posted twice runs twice (docs/platform.md, "Which run is mine").
    const key = fingerprintOf(`${event.type}\n${id}${kind.once === true ? `\n${String(event.timestamp)}` : ''}`);
    const fresh = this.#isNew(key, kind.once === true);
    if (kind.text !== undefined && kind.part === 'start') this.#start(kind.text, id, this.#seen.get(key) ?? 1);
    if (kind.text !== undefined && kind.part === 'end') this.#textOf(kind.text, id).finish();
    return fresh;
  }

  #replayed(known: Text, delta: string, update: EventUpdate, out: Update[]): void {
    const part = known.take(delta, this.#connection, update);
    if (known.waits) this.#settled = false;
    if (part === 'all') out.push(update);
    else if (part !== 'nothing') {
      const { raw: _, ...rest } = update;
      out.push({ ...rest, event: { ...update.event, delta: part.rest } });
    }
  }

  /** Counts an event by its key; true if it was not delivered before. */
  #isNew(key: number, once: boolean): boolean {
    const seen = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, seen);
    if (this.#seen === this.#delivered) return true;
    const delivered = this.#delivered.get(key) ?? 0;
    if (this.#replaying && (once ? delivered > 0 : seen <= delivered)) return false;
    this.#delivered.set(key, delivered + 1);
    return true;
  }

  /** A text begins. One that begins again on one connection under the same id is another one. */
  #start(kind: string, id: string, times: number): void {
    const key = fingerprintOf(`${kind}\n${id}`);
    const name = times === 1 ? key : fingerprintOf(`${kind}\n${id}\n${times}`);
    const known = this.#texts.get(name) ?? new ReplayedText<EventUpdate>(this.#connection);
    known.start(this.#connection);
    this.#texts.set(name, known);
    this.#current.set(key, known);
    this.#last = undefined;
  }

  #textOf(kind: string, id: string): Text {
    // Deltas of one text come in a row: this spares most of them the maps.
    if (this.#last?.id === id && this.#last.kind === kind) return this.#last.text;
    const key = fingerprintOf(`${kind}\n${id}`);
    this.#last?.text.rest();
    const known = this.#current.get(key) ?? this.#texts.get(key) ?? new ReplayedText<EventUpdate>(this.#connection);
    this.#texts.set(key, known);
    this.#current.set(key, known);
    this.#last = { kind, id, text: known };
    return known;
  }
}

/** How an event is recognised: what it is, of what, and the delta that it carries. */
function aspectsOf(event: AguiEvent): { kind?: Kind | undefined; id?: string | undefined; delta?: string | undefined } {
  const kind = KINDS.get(event.type);
  if (kind === undefined) return {};
  const id = kind.id === 'runId' ? runIdOf(event) : text(event, kind.id);
  return { kind, id, delta: kind.part === 'delta' ? text(event, 'delta') : undefined };
}
