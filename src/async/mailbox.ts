/**
 * Hands messages from callbacks to one reader. Unlike `Promise.race` over long waits it leaves nothing behind on the
 * promises that did not win: a race per chunk against one timer would hold a reaction for each chunk.
 */
export class Mailbox<T> {
  readonly #messages: T[] = [];
  #wake: (() => void) | undefined;

  /** Never waits. */
  post(message: T): void {
    this.#messages.push(message);
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The oldest message; waits for one. For one caller at a time. */
  async next(): Promise<T> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
