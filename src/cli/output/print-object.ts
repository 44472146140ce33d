import type { Redactor } from '../../render/renderer.ts';
import type { Sink } from '../process/io.ts';

/** An object as JSON (`jsonl`: on one line) or YAML, secrets hidden. */
export async function printObject(
  out: Sink,
  redactor: Redactor,
  format: 'json' | 'jsonl' | 'yaml',
  value: unknown,
): Promise<void> {
  // Redacted value by value: what is hidden in a text must not break the form around it.
  const clean = redacted(value, redactor);
  if (format !== 'yaml') return out.write(`${JSON.stringify(clean, null, format === 'json' ? 2 : 0)}\n`);
  const { stringify } = await import('yaml');
  await out.write(stringify(clean, { lineWidth: 0 }));
}

/** A value of JSON with the secrets in its texts hidden. */
export function redacted(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.all(value);
  if (Array.isArray(value)) return value.map((one) => redacted(one, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redacted(one, redactor)]));
}
