import type { Question } from '../result.ts';
import { DeltaText } from './deltas.ts';
import { type AguiEvent, type Fields, text } from './events.ts';
import { callsOf } from './messages.ts';
import { isQuestionTool, questionFromArgs } from './question-tool.ts';

/** A longer argument of a question is not kept. In characters. */
const MAX_ARGS = 1024 * 1024;

/** The last tool call of one run, as far as it may be a question to the user (docs/events.md, case 22). */
export class LastCall {
  #id: string | undefined;
  #asks = false;
  #name = '';
  readonly #args = new DeltaText(MAX_ARGS);
  #whole: string | undefined;

  /** True if the last tool call to begin was a question. */
  get asks(): boolean {
    return this.#asks;
  }

  /** The name of the last tool call to begin; "" if none has. */
  get name(): string {
    return this.#name;
  }

  /** A TOOL_CALL_START, _ARGS or _CHUNK of this run. */
  take(event: AguiEvent): void {
    const id = text(event, 'toolCallId');
    const name = text(event, 'toolCallName');
    const delta = text(event, 'delta');
    const same = id === this.#id && id !== undefined;
    if (event.type === 'TOOL_CALL_START' && same) this.#args.beginAgain();
    else if (event.type !== 'TOOL_CALL_ARGS' && name !== undefined && !same) this.#begin(id, name);
    if (delta === undefined || event.type === 'TOOL_CALL_START' || !this.#asks) return;
    if (id === undefined || id === this.#id) this.#args.push(delta);
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
      (this.#whole === undefined ? undefined : questionFromArgs(this.#whole)) ?? questionFromArgs(this.#args.read())
    );
  }

  #begin(id: string | undefined, name: string): void {
    this.#id = id;
    this.#asks = isQuestionTool(name);
    this.#name = name;
    this.#args.clear();
    this.#whole = undefined;
  }
}
