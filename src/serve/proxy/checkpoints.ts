import { type Position, START } from '../../engine/local/log/log-reader.ts';

const MAX_PLACES = 512;

/**
 * Where some of a log's events begin, so that reading from a number on does not read all before it. When there are too
 * many, every second one goes and the distance doubles: memory stays the same however long the log becomes.
 */
export class Checkpoints {
  #places: Position[] = [];
  #distance = 64;

  /** Takes note of the place behind an event. */
  add(place: Position): void {
    if (place.seq < (this.#places.at(-1)?.seq ?? 0) + this.#distance) return;
    this.#places.push(place);
    if (this.#places.length <= MAX_PLACES) return;
    this.#places = this.#places.filter((_, index) => index % 2 === 1);
    this.#distance *= 2;
  }

  /** The last known place that has at most `seq` events before it. */
  before(seq: number): Position {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#places[low - 1] ?? START;
  }
}
