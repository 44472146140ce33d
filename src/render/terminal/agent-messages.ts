import { type AguiEvent, text } from '../../core/agui/events.ts';
import { PlainText, plain } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';

/** Of a message so much is kept to compare it with the final one, in characters; what comes after is only counted. */
const MAX_COMPARED = 4 * 1024 * 1024;

/** A piece of the agent's text. `begins`: it is the first of its message. `ends`: nothing comes after it. */
export interface MessagePiece {
  readonly text: string;
  readonly begins: boolean;
  readonly ends: boolean;
}

/** The agent's own text messages, piece by piece, fit to be shown: without control sequences and secrets. */
export class AgentMessages {
  readonly #redacting: ReturnType<Redactor['stream']>;
  #plain = new PlainText();
  #messageId: string | undefined;
  /** A message that is not the agent’s, whose pieces need not say so. */
  #ignoredId: string | undefined;
  #isOpen = false;
  /** Whether something of the open message has been returned. */
  #isShown = false;
  /** The last message, plain, but with its secrets: its beginning, and how long it is. */
  #said = '';
  #length = 0;

  constructor(redactor: Redactor) {
    this.#redacting = redactor.stream('all');
  }

  take(event: AguiEvent): readonly MessagePiece[] {
    switch (event.type) {
      case 'TEXT_MESSAGE_START':
        if (isAgent(event)) return this.#begin(text(event, 'messageId'));
        this.#ignoredId = text(event, 'messageId');
        return [];
      case 'TEXT_MESSAGE_CONTENT':
      case 'TEXT_MESSAGE_CHUNK': {
        const id = text(event, 'messageId') ?? this.#messageId;
        if (!isAgent(event) || (id !== undefined && id === this.#ignoredId)) return [];
        const before = this.#isOpen && id === this.#messageId ? [] : this.#begin(id);
        return [...before, ...this.#add(text(event, 'delta') ?? '')];
      }
      case 'TEXT_MESSAGE_END':
        return this.#isOpen && (text(event, 'messageId') ?? this.#messageId) === this.#messageId ? this.end() : [];
      default:
        return [];
    }
  }

  /** Ends the message that is open, if one is. */
  end(): readonly MessagePiece[] {
    if (!this.#isOpen) return [];
    this.#isOpen = false;
    this.#plain = new PlainText();
    const rest = this.#redacting.end();
    return rest === '' && !this.#isShown ? [] : [{ text: rest, begins: !this.#isShown, ends: true }];
  }

  /** A piece that no event has brought: of the message that is open, else of one of its own. */
  add(rest: string): readonly MessagePiece[] {
    if (rest.trim() === '') return [];
    return [...(this.#isOpen ? [] : this.#begin(undefined)), ...this.#add(rest)];
  }

  /**
   * What is still to be shown of the final message: what comes after that which was shown, or `all` of it if that is no
   * beginning of it (the platform loses deltas).
   */
  missing(message: string): string | 'all' {
    const whole = plain(message);
    if (whole.startsWith(this.#said)) return whole.slice(this.#length);
    return this.#said.startsWith(whole.trimEnd()) ? '' : 'all';
  }

  /** A run is over: the final message that comes next is another one's. */
  forget(): void {
    this.#said = '';
    this.#length = 0;
  }

  #begin(id: string | undefined): readonly MessagePiece[] {
    const ended = this.end();
    this.#messageId = id;
    this.#isOpen = true;
    this.#isShown = false;
    this.#said = '';
    this.#length = 0;
    return ended;
  }

  #add(delta: string): readonly MessagePiece[] {
    const said = this.#plain.push(delta);
    this.#length += said.length;
    if (this.#said.length < MAX_COMPARED) this.#said += said.slice(0, MAX_COMPARED - this.#said.length);
    const piece = this.#redacting.push(said);
    if (piece === '') return [];
    const begins = !this.#isShown;
    this.#isShown = true;
    return [{ text: piece, begins, ends: false }];
  }
}

function isAgent(event: AguiEvent): boolean {
  const role = text(event, 'role');
  return role === undefined || role === 'assistant';
}
