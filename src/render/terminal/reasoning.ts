import { type AguiEvent, text } from '../../core/agui/events.ts';
import { PlainText } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';

/** The agent's reasoning, piece by piece, fit to be shown; also the names that it had before AG-UI 1.0. */
export class Reasoning {
  readonly #redacting: ReturnType<Redactor['stream']>;
  #plain = new PlainText();
  #isOpen = false;

  constructor(redactor: Redactor) {
    this.#redacting = redactor.stream('all');
  }

  /** Pieces of text; each message of reasoning ends with a line feed of its own. */
  take(event: AguiEvent): readonly string[] {
    switch (event.type) {
      case 'REASONING_MESSAGE_CONTENT':
      case 'REASONING_MESSAGE_CHUNK':
      case 'THINKING_TEXT_MESSAGE_CONTENT': {
        const piece = this.#redacting.push(this.#plain.push(text(event, 'delta') ?? ''));
        this.#isOpen = true;
        return piece === '' ? [] : [piece];
      }
      case 'REASONING_MESSAGE_END':
      case 'REASONING_END':
      case 'THINKING_TEXT_MESSAGE_END':
      case 'THINKING_END':
        return this.#end();
      default:
        return [];
    }
  }

  #end(): readonly string[] {
    if (!this.#isOpen) return [];
    this.#isOpen = false;
    this.#plain = new PlainText();
    const rest = this.#redacting.end();
    return rest === '' ? ['\n'] : [rest, '\n'];
  }
}
