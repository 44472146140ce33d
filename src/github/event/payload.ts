import { readFileSync } from 'node:fs';
import { decodeText } from '../../core/text.ts';

/** The event's payload; undefined if there is none that can be read. */
export function payloadAt(path: string | undefined): unknown {
  try {
    return JSON.parse(decodeText(readFileSync(path ?? ''), 'the payload', 'USAGE'));
  } catch {
    return undefined;
  }
}
