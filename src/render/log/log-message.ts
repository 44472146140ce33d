import { type AguiEvent, text } from '../../core/agui/events.ts';

/** Of one message so much goes into a log, in characters. */
const MAX_LENGTH = 16_384;

/**
 * Collects the messages of one kind. With `end` each one is returned when it ends; with `next` when another one
 * begins, so that `take` never returns the last one.
 */
export class LogMessage {
  readonly #kind: string;
  readonly #when: 'end' | 'next';
  #id: string | undefined;
  /** A message of the user, whose pieces need not say so. */
  #ignored: string | undefined;
  #text = '';

  constructor(kind: 'TEXT_MESSAGE' | 'REASONING_MESSAGE', when: 'end' | 'next') {
    this.#kind = kind;
    this.#when = when;
  }

  /** The message that this event shows to be complete. */
  take(event: AguiEvent): string | undefined {
    if (!event.type.startsWith(this.#kind)) return undefined;
    if (event.type.endsWith('_END')) return this.#when === 'end' ? this.#finish() : undefined;
    const id = text(event, 'messageId') ?? this.#id;
    if ((text(event, 'role') ?? 'assistant') === 'user') this.#ignored = id;
    if (id !== undefined && id === this.#ignored) return undefined;
    const before = id === this.#id ? undefined : this.#finish();
    this.#id = id;
    if (this.#text.length < MAX_LENGTH) this.#text += (text(event, 'delta') ?? '').slice(0, MAX_LENGTH);
    return before;
  }

  /** Returns the last one, if `take` has not. */
  rest(): string | undefined {
    this.#id = undefined;
    return this.#finish();
  }

  #finish(): string | undefined {
    const whole = this.#text;
    this.#text = '';
    return whole.trim() === '' ? undefined : whole;
  }
}
