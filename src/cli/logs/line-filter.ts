import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

export interface LineFilterOptions {
  /** Only lines that it matches; colours are not seen by it. */
  readonly grep?: Pick<RegExp, 'test'>;
  /** Only so many of the last lines, until `live` is called. */
  readonly tail?: number;
}

type Write = (text: string) => void | Promise<void>;

/** Passes on whole lines: the last ones of all that match. */
export class LineFilter {
  readonly #write: Write;
  readonly #grep: LineFilterOptions['grep'];
  readonly #most: number;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  /** The lines that wait to be the last ones; undefined once they are written as they come. */
  #kept: string[] | undefined;
  #all = false;

  constructor(write: Write, { grep, tail }: LineFilterOptions) {
    this.#write = write;
    this.#grep = grep;
    this.#most = tail ?? Number.POSITIVE_INFINITY;
    this.#kept = tail === undefined ? undefined : [];
  }

  write(chunk: string | Uint8Array): void | Promise<void> {
    const lines = (this.#rest + (typeof chunk === 'string' ? chunk : this.#decoder.write(Buffer.from(chunk)))).split(
      '\n',
    );
    this.#rest = lines.pop() ?? '';
    return this.#take(lines);
  }

  /** The replay is over: writes the last lines, and from now on each one that comes. */
  live(): void | Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined && kept.length > 0) return this.#put(this.#most === 0 ? [] : kept.slice(-this.#most));
  }

  /** What comes from now on is passed on, whether it matches or not. */
  passAll(): void {
    this.#all = true;
  }

  /** Writes what is left, the last line without its end as well. */
  async close(): Promise<void> {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') await this.#take([rest]);
    await this.live();
  }

  #take(lines: readonly string[]): void | Promise<void> {
    const grep = this.#all ? undefined : this.#grep;
    const fitting = grep === undefined ? lines : lines.filter((line) => grep.test(stripVTControlCharacters(line)));
    if (this.#kept === undefined) return this.#put(fitting);
    this.#kept.push(...fitting);
    // Cut now and then: a line costs no move of all the others.
    if (this.#kept.length > 2 * this.#most + 1_000) this.#kept = this.#most === 0 ? [] : this.#kept.slice(-this.#most);
  }

  #put(lines: readonly string[]): void | Promise<void> {
    if (lines.length > 0) return this.#write(`${lines.join('\n')}\n`);
  }
}
