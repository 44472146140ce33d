import { type AguiEvent, isObject } from '../../core/agui/events.ts';
import type { Redactor } from '../renderer.ts';

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

/** JSON without secrets. They are taken out of strings and keys: a secret that looks like JSON must not break it. */
function redactedJson(value: unknown, redact: (text: string) => string, indent?: number): string {
  const clean = (_key: string, field: unknown): unknown => {
    if (typeof field === 'string') return redact(field);
    if (!isObject(field) || Object.keys(field).every((key) => redact(key) === key)) return field;
    return Object.fromEntries(Object.entries(field).map(([key, inner]) => [redact(key), inner]));
  };
  return JSON.stringify(value, clean, indent);
}
