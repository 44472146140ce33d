import { type AguiEvent, text } from '../core/events.ts';
import { PlainText } from './plain.ts';
import type { Redactor } from './renderer.ts';

/** What is to be done with the agent's text after an event. */
export type SpeechNews =
  | { readonly kind: 'begins' }
  | { readonly kind: 'goes-on'; readonly text: string }
  /** `text`: what was held back until now. */
  | { readonly kind: 'ends'; readonly text: string };

/** The agent's own text messages, piece by piece, fit to be shown: without control sequences and secrets. */
export class Speech {
  readonly #redacting: ReturnType<Redactor['stream']>;
  #plain = new PlainText();
  #messageId: string | undefined;
  #isOpen = false;
  #said = '';

  constructor(redactor: Redactor) {
    this.#redacting = redactor.stream('all');
  }

  take(event: AguiEvent): readonly SpeechNews[] {
    switch (event.type) {
      case 'TEXT_MESSAGE_START':
        return isAgent(event) ? this.#begin(text(event, 'messageId')) : [];
      case 'TEXT_MESSAGE_CONTENT':
      case 'TEXT_MESSAGE_CHUNK': {
        const id = text(event, 'messageId') ?? this.#messageId;
        if (!isAgent(event)) return [];
        const begun = this.#isOpen && id === this.#messageId ? [] : this.#begin(id);
        const delta = text(event, 'delta') ?? '';
        this.#said += delta;
        const piece = this.#redacting.push(this.#plain.push(delta));
        return piece === '' ? begun : [...begun, { kind: 'goes-on', text: piece }];
      }
      case 'TEXT_MESSAGE_END':
        return this.#isOpen && (text(event, 'messageId') ?? this.#messageId) === this.#messageId ? this.end() : [];
      default:
        return [];
    }
  }

  /** Ends the message that is open, if one is. */
  end(): readonly SpeechNews[] {
    if (!this.#isOpen) return [];
    this.#isOpen = false;
    this.#plain = new PlainText();
    return [{ kind: 'ends', text: this.#redacting.end() }];
  }

  /** A piece of text that no event has brought: of the message that is open, else of one of its own. */
  add(rest: string): readonly SpeechNews[] {
    if (rest.trim() === '') return [];
    const begun = this.#isOpen ? [] : this.#begin(undefined);
    return [...begun, { kind: 'goes-on', text: this.#redacting.push(this.#plain.push(rest)) }];
  }

  /**
   * What is still to be shown of the final message: what comes after that which was shown, or `all` of it if that is no
   * beginning of it (the platform loses deltas).
   */
  missing(message: string): string | 'all' {
    if (message.startsWith(this.#said)) return message.slice(this.#said.length);
    return this.#said.startsWith(message.trimEnd()) ? '' : 'all';
  }

  #begin(id: string | undefined): readonly SpeechNews[] {
    const ended = this.end();
    this.#messageId = id;
    this.#isOpen = true;
    this.#said = '';
    return [...ended, { kind: 'begins' }];
  }
}

function isAgent(event: AguiEvent): boolean {
  const role = text(event, 'role');
  return role === undefined || role === 'assistant';
}
