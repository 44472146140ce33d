import { secretForms } from './encoded-forms.ts';
import type { Span } from './mask-spans.ts';
import { cutEscapeFrom, readingsOf } from './normalized-text.ts';

/** Two neighbouring characters, as a number below this. */
const BLOCKS = 4096;
/** So far from its end a secret that is stretched is still kept back, in characters, or 8 times as far as it is long. */
const MAX_STRETCH = 1_024;

/**
 * Finds given secrets, in any of their forms, in a text. Almost every text holds none, and each line of a stream is
 * looked at: so the search is Wu and Manber's, which looks at one pair of characters of the text in as many as the
 * shortest form is long. Measured on lines of 240 characters with 3 secrets: 0.1 µs instead of a regular expression's 0.5.
 */
export class KnownSecrets {
  /** Longest first. */
  readonly #forms: readonly string[];
  readonly #byFirst = new Map<string, string[]>();
  readonly #shortest: number;
  readonly #longest: number;
  /** How far the end of the window may move when it is on such a pair. */
  readonly #shift: Uint16Array;
  /** The forms whose first characters, as many as the shortest form has, end with such a pair. */
  readonly #ending = new Map<number, string[]>();

  constructor(secrets: readonly string[]) {
    this.#forms = secretForms(secrets);
    this.#longest = this.#forms[0]?.length ?? 0;
    this.#shortest = this.#forms.at(-1)?.length ?? 0;
    this.#shift = new Uint16Array(BLOCKS).fill(Math.max(1, Math.min(this.#shortest - 1, 65_535)));
    for (const form of this.#forms) {
      append(this.#byFirst, form.charAt(0), form);
      this.#enter(form);
    }
  }

  #in(text: string): boolean {
    const shift = this.#shift;
    const shortest = this.#shortest;
    let at = shortest - 1;
    while (at < text.length) {
      const block = blockOf(text.charCodeAt(at - 1), text.charCodeAt(at));
      const step = shift[block] ?? 0;
      if (step === 0 && this.#begins(text, at - shortest + 1, block)) return true;
      at += step === 0 ? 1 : step;
    }
    return false;
  }

  /** Where secrets are, also where escapes and what shows nothing hide them. */
  spans(text: string): Span[] {
    if (this.#shortest === 0) return [];
    const spans = this.#spans(text);
    for (const reading of readingsOf(text))
      for (const [from, to] of this.#spans(reading.text)) spans.push([reading.begin(from), reading.end(to - 1)]);
    return spans;
  }

  /** How much of a text can't be part of a secret that goes on in what follows. */
  safeLength(text: string): number {
    if (this.#shortest === 0) return text.length;
    // A secret is looked for in what comes last; invisible characters may lengthen it, but not without end.
    const begun = Math.max(0, text.length - Math.max(MAX_STRETCH, 8 * this.#longest));
    const last = text.slice(begun);
    const whole = last.slice(0, cutEscapeFrom(last));
    let safe = Math.min(this.#safeLength(last), this.#safeLength(whole));
    for (const reading of readingsOf(whole)) {
      const at = this.#safeLength(reading.text);
      if (at < reading.text.length) safe = Math.min(safe, reading.begin(at));
    }
    return begun + safe;
  }

  #spans(text: string): Span[] {
    const spans: Span[] = [];
    if (!this.#in(text)) return spans;
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
    }
    return spans;
  }

  #safeLength(text: string): number {
    for (let at = Math.max(0, text.length - this.#longest + 1); at < text.length; at++) {
      const forms = this.#byFirst.get(text.charAt(at));
      if (forms === undefined) continue;
      const tail = text.slice(at);
      if (forms.some((form) => form.length > tail.length && form.startsWith(tail))) return at;
    }
    return text.length;
  }

  #enter(form: string): void {
    const last = this.#shortest - 1;
    for (let at = 1; at <= last; at++) {
      const block = blockOf(form.charCodeAt(at - 1), form.charCodeAt(at));
      this.#shift[block] = Math.min(this.#shift[block] ?? 0, last - at);
      if (at === last) append(this.#ending, block, form);
    }
  }

  #begins(text: string, from: number, block: number): boolean {
    return this.#ending.get(block)?.some((form) => text.startsWith(form, from)) ?? false;
  }
}

function blockOf(first: number, second: number): number {
  return ((first << 6) ^ second) & (BLOCKS - 1);
}

function append<K>(map: Map<K, string[]>, key: K, form: string): void {
  const forms = map.get(key);
  if (forms === undefined) map.set(key, [form]);
  else forms.push(form);
}
