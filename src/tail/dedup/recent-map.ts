/**
 * A map that forgets: it holds at least the `size` entries last written or read, at most twice as many. Two
 * generations cost one look-up more than a plain map, where a list of uses would cost an allocation for each.
 */
export class Recent<K, V> {
  readonly #size: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(size: number) {
    this.#size = size;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#size && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** Every entry that is remembered, in no order, some of them twice. */
  *values(): Generator<V, void, void> {
    yield* this.#old.values();
    yield* this.#young.values();
  }
}
