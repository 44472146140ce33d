import { type AguiEvent, text } from '../../core/agui/events.ts';
import { PlainText } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';

/** Keeps a text of any length outside of memory. */
export interface TextStore {
  /** Appends. @throws Error if it can't be kept */
  write(text: string): void;
  /** All of it, in pieces. */
  read(): Iterable<string>;
  close(): void;
}

/** A message up to this length is kept in memory, in UTF-16 units; a result holds no longer one. */
const MAX_IN_MEMORY = 4 * 1024 * 1024;

/**
 * The agent's last message where it is too long for a result: known to be the last one only at the end of its run, it is kept in
 * a store until then.
 */
export class LongMessage {
  readonly #open: (() => TextStore) | undefined;
  #id: string | undefined;
  /** A message that is not the agent’s, whose pieces need not say so. */
  #ignoredId: string | undefined;
  #pieces: string[] = [];
  #length = 0;
  #store: TextStore | undefined;
  #isLost = false;

  constructor(open: (() => TextStore) | undefined) {
    this.#open = open;
  }

  take(event: AguiEvent): void {
    if (this.#open === undefined || !event.type.startsWith('TEXT_MESSAGE_')) return;
    const id = text(event, 'messageId') ?? this.#id;
    if ((text(event, 'role') ?? 'assistant') !== 'assistant') this.#ignoredId = id;
    if (event.type === 'TEXT_MESSAGE_END' || (id !== undefined && id === this.#ignoredId)) return;
    if (id !== this.#id || event.type === 'TEXT_MESSAGE_START') this.close();
    this.#id = id;
    this.#add(this.#open, text(event, 'delta') ?? '');
  }

  /** Returns all of the message, fit to be shown, in pieces, if `beginning` is no more than its beginning. */
  whole(beginning: string, redactor: Redactor): Iterable<string> | undefined {
    const store = this.#store;
    if (store === undefined || this.#isLost || this.#length <= beginning.length) return undefined;
    return beginsWith(store.read(), beginning) ? shown(store.read(), redactor) : undefined;
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined;
    this.#isLost = false;
    [this.#pieces, this.#length] = [[], 0];
  }

  #add(open: () => TextStore, piece: string): void {
    if (piece === '' || this.#isLost) return;
    this.#length += piece.length;
    this.#pieces.push(piece);
    if (this.#length <= MAX_IN_MEMORY) return;
    try {
      this.#store ??= open();
      for (const kept of this.#pieces) this.#store.write(kept);
    } catch {
      // A full disk: the result has the beginning, and says so.
      this.#isLost = true;
    }
    this.#pieces = [];
  }
}

function beginsWith(pieces: Iterable<string>, beginning: string): boolean {
  let at = 0;
  for (const piece of pieces) {
    const expected = beginning.slice(at, at + piece.length);
    if (!piece.startsWith(expected)) return false;
    at += piece.length;
    if (at >= beginning.length) return true;
  }
  return false;
}

function* shown(pieces: Iterable<string>, redactor: Redactor): Iterable<string> {
  const plain = new PlainText();
  const redacting = redactor.stream('all');
  for (const piece of pieces) yield redacting.push(plain.push(piece));
  yield redacting.end();
}
