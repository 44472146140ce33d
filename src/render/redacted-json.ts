import type { Redactor } from './renderer.ts';

/** JSON without known secrets. They are taken out of the strings: a secret that looks like JSON must not break it. */
export function redactedJson(value: object, redactor: Redactor, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, field: unknown) => (typeof field === 'string' ? redactor.exact(field) : field),
    indent,
  );
}
