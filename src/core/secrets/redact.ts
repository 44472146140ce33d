import { KnownSecrets } from './known-secrets.ts';
import { cutBefore, maskSpans, type Span } from './mask-spans.ts';
import { safeLengthOfShapes, shapeSpans } from './token-shapes.ts';

/** Takes secrets out of text. */
export interface Redactor {
  /** Without the known secrets, in any of their forms; the same string if it holds none. */
  exact(text: string): string;
  /** Without the known secrets and without all that looks like a secret. */
  all(text: string): string;
  /** For a text that comes in pieces. */
  stream(kind: 'exact' | 'all'): RedactingStream;
  /**
   * Where known secrets are in a text that goes on, and how much of it is certain: what comes behind may be the
   * beginning of one.
   */
  locate(text: string): { readonly spans: readonly Span[]; readonly certain: number };
  /** Further secrets, known from now on. */
  learn(secrets: Iterable<string>): void;
}

/** One text in pieces. What all `push`es and `end` return, joined, is the redacted text. */
export interface RedactingStream {
  /** As much of the text so far as is certain; what may be the beginning of a secret is kept back. */
  push(piece: string): string;
  /** What was kept back. The next `push` begins a new text. */
  end(): string;
}

/** A redactor for the given secrets; those shorter than 6 characters are left alone. All of it is linear in the text. */
export function makeRedactor(secrets: readonly string[]): Redactor {
  const all = new Set(secrets);
  let made: KnownSecrets | undefined;
  const known = (): KnownSecrets => {
    made ??= new KnownSecrets([...all]);
    return made;
  };
  const spansOf = {
    exact: (text: string) => known().spans(text),
    all: (text: string) => [...shapeSpans(text), ...known().spans(text)],
  };
  const safeLengthOf = {
    exact: (text: string) => known().safeLength(text),
    all: (text: string) => Math.min(known().safeLength(text), safeLengthOfShapes(text)),
  };
  return {
    exact: (text) => maskSpans(text, spansOf.exact(text)),
    all: (text) => maskSpans(text, spansOf.all(text)),
    locate: (text) => {
      const spans = spansOf.exact(text);
      return { spans, certain: cutBefore(spans, safeLengthOf.exact(text)) };
    },
    learn: (further) => {
      const { size } = all;
      for (const secret of further) all.add(secret);
      if (all.size > size) made = undefined;
    },
    stream: (kind) => {
      let held = '';
      return {
        push: (piece) => {
          const text = held + piece;
          const spans = spansOf[kind](text);
          const cut = cutBefore(spans, safeLengthOf[kind](text));
          held = text.slice(cut);
          return maskSpans(
            text.slice(0, cut),
            spans.filter(([, to]) => to <= cut),
          );
        },
        end: () => {
          const text = held;
          held = '';
          return maskSpans(text, spansOf[kind](text));
        },
      };
    },
  };
}
