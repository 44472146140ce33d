import { eachOf, type Told } from '../core/pieces.ts';
import type { Update } from '../core/update.ts';
import { redactedJson } from './redacted-json.ts';
import type { Redactor } from './renderer.ts';

/** The JSON texts of the events that an update stands for, each on one line: as they were received, but for known secrets. */
export function eventTexts(update: Extract<Update, { type: 'event' }>, redactor: Redactor): readonly string[] {
  return eachOf(update).map((told) => eventText(told, redactor));
}

/** It is made anew only where there is none, since that costs more than all the rest of a line. */
function eventText({ event, raw }: Told, redactor: Redactor): string {
  if (raw === undefined) return redactedJson(event, redactor);
  const text = redactor.exact(raw);
  // JSON has line breaks between its tokens only; datums of several `data:` lines do.
  return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, ' ') : text;
}
