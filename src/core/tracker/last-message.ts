import { DeltaText } from '../agui/deltas.ts';
import { type AguiEvent, type Fields, text } from '../agui/events.ts';
import { answerIn, contentOf } from '../agui/messages.ts';

/** A longer message is cut: nothing may grow with the length of a stream. In characters. */
const MAX_MESSAGE = 4 * 1024 * 1024;

const OTHER_ROLES: ReadonlySet<unknown> = new Set(['user', 'system', 'developer', 'tool']);

/**
 * The agent's last message of one run, from three sources, since the platform drops pieces (docs/platform.md, "The
 * stream"): the pieces as they came, the MESSAGES_SNAPSHOT, and what the agent's own `Stop` hook reported.
 */
export class LastMessage {
  #id: string | undefined;
  /** A message of the user or of a tool, whose pieces are none of ours. */
  #skipped: string | undefined;
  readonly #text = new DeltaText(MAX_MESSAGE);
  /** The next piece is the first of a new message, or of the same one on a replay. Until it comes nothing is dropped. */
  #begins: 'new' | 'again' | undefined;
  #snapshot: string | undefined;
  #piecesSinceSnapshot = false;
  #reported: string | undefined;

  /** True once the message was longer than what is kept. */
  cut = false;

  /** A TEXT_MESSAGE_START, _CONTENT or _CHUNK of this run. The hot path. */
  take(event: AguiEvent): void {
    const id = text(event, 'messageId');
    if (event.type === 'TEXT_MESSAGE_START') this.#start(id, event.role);
    else if (typeof event.delta === 'string') {
      if (event.role !== undefined && OTHER_ROLES.has(event.role)) this.#skipped = id;
      else this.#piece(id, event.delta);
    }
  }

  #start(id: string | undefined, role: unknown): void {
    if (OTHER_ROLES.has(role)) {
      this.#skipped = id;
      return;
    }
    const same = id === this.#id && id !== undefined;
    this.#id = id;
    if (this.#begins !== 'new') this.#begins = same ? 'again' : 'new';
  }

  /** A piece. One of a message whose start was lost begins that message. */
  #piece(id: string | undefined, delta: string): void {
    if (id !== this.#id) {
      if (id === this.#skipped && id !== undefined) return;
      if (id !== undefined) this.#start(id, 'assistant');
    }
    if (this.#begins !== undefined) this.#clear();
    this.#piecesSinceSnapshot = true;
    this.#text.push(delta);
    if (this.#text.isCut) this.cut = true;
  }

  /** The messages of a MESSAGES_SNAPSHOT of this run. */
  snapshot(messages: readonly Fields[]): void {
    const answer = answerIn(messages).findLast((message) => message.role === 'assistant' && contentOf(message) !== '');
    if (answer === undefined) return;
    this.#snapshot = this.#limited(contentOf(answer));
    this.#piecesSinceSnapshot = false;
  }

  /** `last_assistant_message` of the agent's `Stop` hook: whole, but without blanks at its ends. */
  report(message: string): void {
    if (message !== '') this.#reported = this.#limited(message);
  }

  /** The best that is known. */
  read(): string {
    const streamed = this.#text.read();
    if (this.#snapshot !== undefined) {
      return this.#piecesSinceSnapshot && streamed.startsWith(this.#snapshot) ? streamed : this.#snapshot;
    }
    if (this.#reported !== undefined && this.#reported.trim() !== streamed.trim()) return this.#reported;
    return streamed;
  }

  #clear(): void {
    this.#text.clear();
    this.cut = false;
    if (this.#begins === 'new') {
      this.#snapshot = undefined;
      this.#reported = undefined;
    }
    this.#begins = undefined;
  }

  #limited(text: string): string {
    this.cut = text.length > MAX_MESSAGE;
    return this.cut ? text.slice(0, MAX_MESSAGE) : text;
  }
}
