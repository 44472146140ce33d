/** How many deltas are kept to recognise the place where a text was left, and how many characters of each. */
const KEPT_DELTAS = 8;
const KEPT_CHARACTERS = 512;
/** Characters of a replay that may wait for the decision whether they are new; above that, they are taken for old. */
const MAX_WAITING = 1024 * 1024;

/** The end of a text that is over: texts are remembered by the thousands. */
const NOTHING: string[] = [];

/** What to pass on: all of the delta, a part of it, or nothing (""). */
export type NewPart = 'all' | { readonly rest: string } | 'nothing';

/**
 * One text that comes in deltas (a message, a tool call's arguments), over any number of connections: finds what of a
 * replay has not been delivered yet. Memory does not grow with the text.
 *
 * A replay that begins with the text's start is followed by position. Where it does not (the platform cuts logs over
 * 2 MiB, and throws deltas of a running run away when another one ends), or where the text at the known position is
 * another one (the platform drops live lines), the place is found by the last deltas that were delivered; if it never
 * comes, `settle` says at the end of the replay that all of it was new.
 */
export class ReplayedText<E> {
  /** Characters delivered on all connections, and their end. */
  #delivered = 0;
  #end: string[] = [];
  #ends = 0;
  /** Characters seen on this connection, and, while they are a replay, their end. */
  #seen = 0;
  #seenEnd = '';
  #connection: number;
  /** The place in the text is not known. `cut`: the replay began somewhere in it, so what comes may be new and waits. */
  #lost: 'cut' | 'gap' | undefined;
  #waiting: E[] | undefined;
  #waitingSize = 0;
  #started = false;
  #over = false;

  /** @param connection the number of the connection on which it was first seen */
  constructor(connection: number) {
    this.#connection = connection;
  }

  /** True while deltas wait for the decision whether they are new. */
  get waits(): boolean {
    return this.#waiting !== undefined;
  }

  /** The text's start came. */
  start(connection: number): void {
    this.#started = true;
    this.#enter(connection, undefined);
  }

  /** The text's end came: nothing that comes later of it is new. Returns what waited, which is. */
  finish(): readonly E[] {
    const waiting = this.settle();
    this.#over = true;
    this.#end = NOTHING;
    this.#ends = 0;
    return waiting;
  }

  /** The replay is over: returns what waited, which was new; and what comes now is. */
  settle(): readonly E[] {
    if (this.#lost === undefined) return [];
    const waiting = this.#waiting ?? [];
    this.#found();
    return waiting;
  }

  /** Takes a delta that is certainly new. */
  deliver(delta: string, connection: number): void {
    this.#connection = connection;
    this.#delivered += delta.length;
    this.#seen = this.#delivered;
    if (delta.length > KEPT_CHARACTERS) {
      // What came before would no longer join what follows.
      this.#end.length = 0;
      this.#ends = 0;
    }
    if (!this.#over) this.#end[this.#ends++ % KEPT_DELTAS] = delta.slice(-KEPT_CHARACTERS);
  }

  /** Another text goes on: what is kept of this one must not keep the chunks in memory that it was cut from. */
  rest(): void {
    for (let i = 0; i < this.#end.length; i += 1) this.#end[i] = copied(this.#end[i] ?? '');
  }

  /** Takes a delta that may be a replay; `event` is what it came in, kept while that is not known. */
  take(delta: string, connection: number, event: E): NewPart {
    if (connection !== this.#connection)
      this.#enter(connection, this.#started && this.#delivered > 0 ? 'cut' : undefined);
    if (this.#over) return 'nothing';
    if (this.#lost !== undefined) return this.#search(delta, connection, event);
    const left = this.#delivered - this.#seen;
    if (left <= 0) {
      this.deliver(delta, connection);
      return 'all';
    }
    this.#seen += delta.length;
    this.#seenEnd = (this.#seenEnd + delta.slice(0, left)).slice(-KEPT_DELTAS * KEPT_CHARACTERS);
    if (delta.length < left) return 'nothing';
    if (!this.#seenEnd.endsWith(this.#deliveredEnd())) {
      this.#lost = 'gap';
      this.#seenEnd += delta.slice(left);
      return 'nothing';
    }
    if (delta.length === left) return 'nothing';
    const rest = delta.slice(left);
    this.deliver(rest, connection);
    return { rest };
  }

  #enter(connection: number, lost: 'cut' | undefined): void {
    this.#connection = connection;
    this.#seen = 0;
    this.#seenEnd = '';
    this.#lost = lost;
    this.#waiting = undefined;
    this.#waitingSize = 0;
  }

  #search(delta: string, connection: number, event: E): NewPart {
    const end = this.#deliveredEnd();
    const text = this.#seenEnd + delta;
    const at = text.indexOf(end, Math.max(0, this.#seenEnd.length - end.length + 1));
    if (at >= 0) {
      this.#found();
      const rest = text.slice(at + end.length);
      if (rest === '') return 'nothing';
      this.deliver(rest, connection);
      return { rest };
    }
    this.#seenEnd = text.slice(-KEPT_DELTAS * KEPT_CHARACTERS);
    if (this.#lost === 'cut') {
      this.#waitingSize += delta.length;
      if (this.#waitingSize > MAX_WAITING) this.#waiting = undefined;
      else {
        this.#waiting ??= [];
        this.#waiting.push(event);
      }
    }
    return 'nothing';
  }

  /** The end of what was delivered, as far as it is kept. */
  #deliveredEnd(): string {
    const from = this.#ends % KEPT_DELTAS;
    return this.#ends <= KEPT_DELTAS
      ? this.#end.join('')
      : [...this.#end.slice(from), ...this.#end.slice(0, from)].join('');
  }

  #found(): void {
    this.#enter(this.#connection, undefined);
    this.#seen = this.#delivered;
  }
}

/** A slice of a string keeps all of it in memory; a copy does not. */
function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
