import { stripVTControlCharacters } from 'node:util';

/** Most warnings made of lines that are no ACP … */
const MAX_WARNINGS = 3;
/** … and most of each line in them, in UTF-16 units. */
const EXCERPT = 200;

/** A line is redacted before it is cut to the excerpt, lest half a secret stays; more than this can't matter. */
const READ = 4_000;

/** Counts what an agent prints to the stream that belongs to the protocol: a banner, a log, a stack trace. */
export class StrayOutput {
  #count = 0;
  /** The first line, for an agent that never says anything else. */
  first: string | undefined;

  readonly #redact: (text: string) => string;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  /** Returns a warning, for the first few lines. */
  add(line: string): string | undefined {
    if (++this.#count > MAX_WARNINGS) return undefined;
    const safe = this.#redact(stripVTControlCharacters(line.slice(0, READ))).trim();
    const excerpt = safe.length > EXCERPT ? `${safe.slice(0, EXCERPT)}…` : safe;
    this.first ??= excerpt;
    return `the agent wrote a line to stdout that is no ACP: ${excerpt}`;
  }

  /** A warning about all lines without one, once. */
  rest(): string | undefined {
    const more = this.#count - MAX_WARNINGS;
    this.#count = Math.min(this.#count, MAX_WARNINGS);
    return more > 0 ? `the agent wrote ${more} more lines to stdout that are no ACP` : undefined;
  }
}
