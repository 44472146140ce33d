/** One thing at a time: an agent may ask for several permissions at once, a person answers one after the other. */
export class Desk {
  #last: Promise<unknown> = Promise.resolve();

  ask<T>(question: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(question);
    this.#last = answer.catch(() => {});
    return answer;
  }
}
