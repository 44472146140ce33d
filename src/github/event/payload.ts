import { readFileSync } from 'node:fs';

/** The event's payload; undefined if there is none that can be read. */
export function payloadAt(path: string | undefined): unknown {
  try {
    return JSON.parse(readFileSync(path ?? '', 'utf8'));
  } catch {
    return undefined;
  }
}
