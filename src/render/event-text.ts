import type { Update } from '../core/update.ts';
import { redactedJson } from './redacted-json.ts';
import type { Redactor } from './renderer.ts';

/**
 * The JSON text of an event on one line: as it was received, but for known secrets. It is made anew only where there
 * is none, since that costs more than all the rest of a line.
 */
export function eventText({ event, raw }: Extract<Update, { type: 'event' }>, redactor: Redactor): string {
  if (raw === undefined) return redactedJson(event, redactor);
  const text = redactor.exact(raw);
  // JSON has line breaks between its tokens only; datums of several `data:` lines do.
  return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, ' ') : text;
}
