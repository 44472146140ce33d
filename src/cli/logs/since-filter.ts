import { text } from '../../core/agui/events.ts';
import type { Result } from '../../core/result.ts';
import type { EventUpdate, Update } from '../../core/run-update.ts';

/**
 * What happened from a moment on, by the time that the events bear. Messages and tool calls are whole: one that began
 * earlier and goes on afterwards is shown from its beginning. An event without a time has that of the one before it.
 */
export class SinceFilter {
  readonly #since: number;
  /** Earlier events of messages and tool calls that have not ended, by their id. */
  readonly #open = new Map<string, EventUpdate[]>();
  #time: number | undefined;
  #hidesLastText = false;
  #hasPassed = false;

  /** `since`: milliseconds since 1970. */
  constructor(since: number) {
    this.#since = since;
  }

  /** True once an event has said when it was. */
  get hasTimes(): boolean {
    return this.#time !== undefined;
  }

  /** The updates that are shown in the place of this one. */
  take(update: Update): readonly Update[] {
    switch (update.type) {
      case 'event':
        return this.#event(update);
      case 'run.ended':
        return this.#isShown() ? [{ ...update, result: this.#shownResult(update.result) }] : [];
      case 'result':
        return [{ ...update, result: this.#shownResult(update.result) }];
      default:
        return [update];
    }
  }

  /** True where anything was let through. */
  get hasPassed(): boolean {
    return this.#hasPassed;
  }

  #isShown(): boolean {
    return this.#time === undefined || this.#time >= this.#since;
  }

  #event(update: EventUpdate): readonly Update[] {
    const { event } = update;
    if (typeof event.timestamp === 'number') this.#time = event.timestamp;
    const id = text(event, 'messageId') ?? text(event, 'toolCallId');
    const before = id === undefined ? [] : (this.#open.get(id) ?? []);
    const isText = event.type.startsWith('TEXT_');
    if (this.#isShown()) {
      if (id !== undefined) this.#open.delete(id);
      if (isText) this.#hidesLastText = false;
      this.#hasPassed = true;
      return [...before, update];
    }
    if (isText) this.#hidesLastText = true;
    if (id === undefined) return [];
    if (
      event.type === 'TEXT_MESSAGE_END' ||
      event.type === 'REASONING_MESSAGE_END' ||
      event.type === 'TOOL_CALL_RESULT'
    )
      this.#open.delete(id);
    else this.#open.set(id, [...before, update]);
    return [];
  }

  /** Where the last message is not shown, it is not missing: a renderer would complete it. */
  #shownResult(result: Result): Result {
    return this.#hidesLastText ? { ...result, message: '' } : result;
  }
}
