/** What a witness said. */
export type Answer<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Someone beside the stream who can be asked about the session. One question at a time, and never two within `pause`
 * ms: whatever the plan says, a session is not asked in a loop.
 */
export class Witness<T> {
  readonly #ask: () => Promise<T>;
  readonly #answer: (answer: Answer<T>) => void;
  readonly #pause: number;
  #asking = false;
  #asked = Number.NEGATIVE_INFINITY;

  constructor(ask: () => Promise<T>, pause: number, answer: (answer: Answer<T>) => void) {
    this.#ask = ask;
    this.#pause = pause;
    this.#answer = answer;
  }

  /** True while an answer is due. */
  get asking(): boolean {
    return this.#asking;
  }

  /** When it may be asked, if that is to be at `at`. */
  when(at: number): number {
    return Math.max(at, this.#asked + this.#pause);
  }

  /** Asks now. The answer is handed over later, also when it is an error. */
  ask(now: number): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#asked = now;
    const hand = (answer: Answer<T>): void => {
      this.#asking = false;
      this.#answer(answer);
    };
    (async () => this.#ask())().then(
      (value) => hand({ value }),
      (error: unknown) => hand({ error }),
    );
  }
}
