import type { AguiEvent } from '../../core/agui/events.ts';
import type { Redactor } from '../renderer.ts';
import { redactedJson } from './redacted-json.ts';

/**
 * An event's JSON text on one line, as it was received, but for known secrets; an error's without all that looks like one.
 * It is made anew only where there is none, since that costs more than all the rest of a line.
 */
export function eventText(
  { event, raw }: { readonly event: AguiEvent; readonly raw?: string },
  redactor: Redactor,
): string {
  if (event.type === 'RUN_ERROR' && redactor.all(raw ?? '') !== raw) return redactedJson(event, redactor.all);
  if (raw === undefined) return redactedJson(event, redactor.exact);
  const text = redactor.exact(raw);
  if (text !== raw && !isJson(text)) return redactedJson(event, redactor.exact);
  // JSON has line breaks between its tokens only; datums of several `data:` lines do.
  return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, ' ') : text;
}

/** A secret that is JSON itself can leave a hole in the event's own. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
