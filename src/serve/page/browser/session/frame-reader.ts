/** An event as it is in the log, by its number there. */
export interface LoggedFrame {
  readonly seq: number;
  readonly data: string;
}

/**
 * Reads the frames that `amber serve` sends (src/serve/events/sse-block.ts): each an `id` and then its data, on one line. A
 * reader of any server's frames is larger than all else that the page does with a stream.
 */
export class FrameReader {
  /** The comment came that ends what was logged before. */
  isReplayed = false;
  #seq = Number.NaN;
  /** A line that is not whole: it is joined only once it is. */
  #rest = '';

  /** Takes the next piece of the stream. Returns the frames that it completes. */
  feed(piece: string): readonly LoggedFrame[] {
    const frames: LoggedFrame[] = [];
    const lines = piece.split('\n');
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('id: ')) this.#seq = Number(line.slice(4));
      else if (line.startsWith('data: ')) frames.push({ seq: this.#seq, data: line.slice(6) });
      else if (line === ': live') this.isReplayed = true;
    }
    return frames;
  }
}
