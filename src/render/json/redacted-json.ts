import { isObject } from '../../core/agui/events.ts';

/** JSON without secrets. They are taken out of strings and keys: a secret that looks like JSON must not break it. */
export function redactedJson(value: unknown, redact: (text: string) => string, indent?: number): string {
  const clean = (_key: string, field: unknown): unknown => {
    if (typeof field === 'string') return redact(field);
    if (!isObject(field) || Object.keys(field).every((key) => redact(key) === key)) return field;
    return Object.fromEntries(Object.entries(field).map(([key, inner]) => [redact(key), inner]));
  };
  return JSON.stringify(value, clean, indent);
}
