import type { Block } from './block.ts';
import type { Listener } from './feed.ts';

/** The listeners of one feed. */
export class Listeners {
  readonly #all = new Set<Listener>();

  get size(): number {
    return this.#all.size;
  }

  add(listener: Listener): void {
    this.#all.add(listener);
  }

  delete(listener: Listener): void {
    this.#all.delete(listener);
  }

  offer(block: Block): void {
    for (const listener of this.#all) listener.offer(block);
  }

  end(): void {
    for (const listener of [...this.#all]) listener.end();
  }
}
