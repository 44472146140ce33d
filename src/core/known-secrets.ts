import type { Span } from './mask.ts';
import { secretForms } from './secret-forms.ts';

/** Finds given secrets, in any of their forms, in a text. */
export class KnownSecrets {
  readonly #forms: readonly string[];
  readonly #byFirst = new Map<string, string[]>();
  /** One pattern for all forms: most texts hold none, and are dismissed in one pass. */
  readonly #any: RegExp | undefined;
  readonly #longest: number;

  constructor(secrets: readonly string[]) {
    this.#forms = secretForms(secrets);
    this.#longest = this.#forms[0]?.length ?? 0;
    for (const form of this.#forms) {
      const first = form.charAt(0);
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), form]);
    }
    if (this.#forms.length > 0) this.#any = new RegExp(this.#forms.map(escaped).join('|'));
  }

  in(text: string): boolean {
    return this.#any?.test(text) ?? false;
  }

  spans(text: string): Span[] {
    const spans: Span[] = [];
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
    }
    return spans;
  }

  /** How much of a text can't be part of a secret that goes on in what follows. */
  safeLength(text: string): number {
    for (let at = Math.max(0, text.length - this.#longest + 1); at < text.length; at++) {
      const forms = this.#byFirst.get(text.charAt(at));
      if (forms === undefined) continue;
      const tail = text.slice(at);
      if (forms.some((form) => form.length > tail.length && form.startsWith(tail))) return at;
    }
    return text.length;
  }
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
