/** What a witness said, or why it could not be asked. */
export type WitnessAnswer<T> = { readonly value: T } | { readonly error: unknown };

/**
 * A source beside the stream that can be asked about the session: its object, or its runner's probe. One question at a time, and never three within twice
 * `pause` ms: whatever the plan says, a session is not asked in a loop. Two may follow at once: the stream of a short
 * run ends right after the question that its start was worth.
 */
export class Witness<T> {
  readonly #ask: () => Promise<T>;
  readonly #answer: (answer: WitnessAnswer<T>) => void;
  readonly #pause: number;
  #asking = false;
  #asked = Number.NEGATIVE_INFINITY;
  #askedBefore = Number.NEGATIVE_INFINITY;

  constructor(ask: () => Promise<T>, pause: number, answer: (answer: WitnessAnswer<T>) => void) {
    this.#ask = ask;
    this.#pause = pause;
    this.#answer = answer;
  }

  /** True until an answer has come and was taken note of. */
  get asking(): boolean {
    return this.#asking;
  }

  /** When it may be asked, if that is to be at `at`. */
  when(at: number): number {
    return Math.max(at, this.#askedBefore + 2 * this.#pause);
  }

  /** Asks now. The answer is handed over later, also when it is an error. */
  ask(now: number): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#askedBefore = this.#asked;
    this.#asked = now;
    (async () => this.#ask())().then(
      (value) => this.#answer({ value }),
      (error: unknown) => this.#answer({ error }),
    );
  }

  /** The answer was taken note of: the next question may be put. */
  taken(): void {
    this.#asking = false;
  }
}
