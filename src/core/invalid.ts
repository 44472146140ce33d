import { AmberError } from './errors.ts';

/**
 * The error for a value that breaks a rule: names the field, the value and what is allowed. Give no `value` where it
 * may be a secret.
 */
export function invalid(field: string, allowed: string, value?: unknown): AmberError {
  return new AmberError(
    'INVALID',
    `${field}${value === undefined ? '' : ` ${quote(value)}`} is not allowed: ${allowed}`,
  );
}

/** A value as it may stand in a line of an error message: on one line, no longer than 80 characters. */
function quote(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}
