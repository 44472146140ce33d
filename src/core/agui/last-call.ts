import type { Question } from '../outcome.ts';
import { type AguiEvent, text } from './events.ts';
import { callsOf } from './messages.ts';
import { isQuestionTool, questionFromArgs } from './question.ts';

type Fields = { readonly [field: string]: unknown };

/** A longer argument of a question is not kept. In characters. */
const LONGEST = 1024 * 1024;

/** The last tool call of one run, as far as it may be a question to the user (docs/events.md, case 22). */
export class LastCall {
  #id: string | undefined;
  #asks = false;
  #pieces: string[] = [];
  #length = 0;
  /** The call has begun anew on a replay: the next piece is its first. */
  #again = false;
  #whole: string | undefined;

  /** True if the last tool call to begin was a question. */
  get asks(): boolean {
    return this.#asks;
  }

  /** A TOOL_CALL_START, _ARGS or _CHUNK of this run. */
  take(event: AguiEvent): void {
    const id = text(event, 'toolCallId');
    const name = text(event, 'toolCallName');
    const delta = text(event, 'delta');
    const same = id === this.#id && id !== undefined;
    if (event.type === 'TOOL_CALL_START' && same) this.#again = true;
    else if (event.type !== 'TOOL_CALL_ARGS' && name !== undefined && !same) this.#begin(id, name);
    if (delta !== undefined && event.type !== 'TOOL_CALL_START') this.#piece(id ?? this.#id, delta);
  }

  #piece(id: string | undefined, delta: string): void {
    if (!this.#asks || id !== this.#id) return;
    if (this.#again) this.#clear();
    this.#length += delta.length;
    if (this.#length <= LONGEST) this.#pieces.push(delta);
  }

  /**
   * The messages of a MESSAGES_SNAPSHOT of this run: they hold the arguments whole, also where compaction has taken
   * the pieces away, and calls whose start was lost.
   */
  snapshot(messages: readonly Fields[]): void {
    const calls = messages.flatMap(callsOf);
    const last = calls.at(-1);
    if (last === undefined) return;
    const known = calls.find(({ id }) => id === this.#id);
    if (this.#id === undefined || (known !== undefined && known !== last)) this.#begin(last.id, last.name);
    if (this.#asks && last.id === this.#id) this.#whole = last.args;
  }

  /** What was asked, if the arguments came whole. */
  question(): Question | undefined {
    if (!this.#asks) return undefined;
    return (
      (this.#whole === undefined ? undefined : questionFromArgs(this.#whole)) ?? questionFromArgs(this.#pieces.join(''))
    );
  }

  #begin(id: string | undefined, name: string): void {
    this.#id = id;
    this.#asks = isQuestionTool(name);
    this.#clear();
    this.#whole = undefined;
  }

  #clear(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#again = false;
  }
}
