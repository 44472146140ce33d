/** A shorter secret would blacken ordinary words. */
const SHORTEST = 6;
/** A part of a secret's base64 or a line of it has to be longer than that to be told from chance. */
const SHORTEST_PART = 8;

/**
 * The texts in which known secrets can show up: as they are, line by line, inside JSON (also as Go and Python write
 * it, and inside of a string of JSON), URL-encoded, and in base64 at any of the three offsets that a surrounding text
 * can give it. Longest first.
 */
export function secretForms(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    for (const part of [secret, secret.trim(), ...longLines(secret)]) {
      if (part.length < SHORTEST) continue;
      const json = jsonEscaped(part);
      // Arguments of tools are JSON inside of JSON.
      for (const form of [part, json, jsonEscaped(json)]) forms.add(form).add(goEscaped(form)).add(asciiEscaped(form));
      forms.add(urlEncoded(part)).add(urlEncoded(part).replaceAll('%20', '+'));
      for (const form of base64Forms(part)) forms.add(form);
    }
  }
  return [...forms].filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function longLines(secret: string): string[] {
  if (!secret.includes('\n')) return [];
  return secret.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST_PART);
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What Python's encoder makes of JSON text. */
function asciiEscaped(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What Go's encoder makes of JSON text: the platform's replayed lines look so. */
function goEscaped(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
}

/** Lone surrogates, which can't be encoded, become U+FFFD first. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/**
 * The base64 digits that a text has at each offset, less those that it shares with its neighbours, in both alphabets.
 */
function base64Forms(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const digits = btoa(Array.from(padded, (byte) => String.fromCharCode(byte)).join('')).replace(/=+$/, '');
    const shared = padded.length % 3 === 0 ? 0 : 1;
    const own = digits.slice([0, 2, 3][offset], digits.length - shared);
    if (own.length < SHORTEST_PART) continue;
    forms.push(own, own.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
