/** A shorter secret would blacken ordinary words. */
const MIN_LENGTH = 6;
/** A part of a secret's base64 or a line of it has to be longer than that: shorter ones occur by chance. */
const MIN_PART = 8;

/**
 * The texts in which known secrets can show up, beside those that `normalized-text.ts` reads: as they are, line by line, inside
 * JSON (also inside of a string of JSON), in the query of a URL, in hexadecimal digits, and in base64 at any of the three
 * offsets that a surrounding text can give it. Longest first.
 */
export function secretForms(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    for (const part of [secret, secret.trim(), ...longLines(secret)]) {
      if (part.length < MIN_LENGTH) continue;
      const json = jsonEscaped(part);
      // Arguments of tools are JSON inside of JSON.
      for (const form of [part, json, jsonEscaped(json), part.replaceAll(' ', '+')]) forms.add(form);
      const bytes = new TextEncoder().encode(part);
      for (const form of [...hexForms(bytes), ...base64Forms(bytes)]) forms.add(form);
    }
  }
  return [...forms].filter((form) => form.length >= MIN_LENGTH).sort((a, b) => b.length - a.length);
}

function longLines(secret: string): string[] {
  if (!secret.includes('\n')) return [];
  return secret.split(/\r?\n/).filter((line) => line.trim().length >= MIN_PART);
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Also the lines of a dump: `xxd -p` writes 60 digits on one. */
function hexForms(bytes: Uint8Array): string[] {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [digits, ...linesOf(digits, 60)].flatMap((form) => [form, form.toUpperCase()]);
}

/** A long text as an encoder breaks it, less a last line that may occur by chance. */
function linesOf(digits: string, width: number): string[] {
  const lines = digits.length <= width ? [] : (digits.match(new RegExp(`.{1,${width}}`, 'g')) ?? []);
  return lines.filter((line) => line.length >= 2 * MIN_PART);
}

/**
 * The base64 digits that a text has at each offset, less those that it shares with its neighbours, in both alphabets;
 * and the lines of those of a long text (76 digits in e-mail and by `base64`, 64 in PEM).
 */
function base64Forms(bytes: Uint8Array): string[] {
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const digits = btoa(Array.from(padded, (byte) => String.fromCharCode(byte)).join('')).replace(/=+$/, '');
    const shared = padded.length % 3 === 0 ? 0 : 1;
    const own = digits.slice([0, 2, 3][offset], digits.length - shared);
    if (own.length < MIN_PART) continue;
    forms.push(own, own.replaceAll('+', '-').replaceAll('/', '_'));
    if (offset === 0) forms.push(...linesOf(own, 76), ...linesOf(own, 64));
  }
  return forms;
}
