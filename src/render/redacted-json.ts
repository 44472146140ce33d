import { isObject } from '../core/events.ts';
import type { Redactor } from './renderer.ts';

/** JSON without known secrets. They are taken out of strings and keys: a secret that looks like JSON must not break it. */
export function redactedJson(value: object, { exact }: Redactor, indent?: number): string {
  const clean = (_key: string, field: unknown): unknown => {
    if (typeof field === 'string') return exact(field);
    if (!isObject(field) || Object.keys(field).every((key) => exact(key) === key)) return field;
    return Object.fromEntries(Object.entries(field).map(([key, inner]) => [exact(key), inner]));
  };
  return JSON.stringify(value, clean, indent);
}
