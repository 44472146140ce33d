import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import type { Redactor } from '../core/secrets/redact.ts';

export type LogLevel = 'info' | 'warn' | 'error';

/** Says what happened: an event's name, and facts about it. Facts never hold bodies, queries, headers or tokens. */
export type Log = (level: LogLevel, event: string, facts?: { readonly [name: string]: unknown }) => void;

/** An error for a log: its message, and that of its cause where it says more. */
export function errorFacts(error: unknown): { readonly error: string; readonly cause?: string } {
  const cause = error instanceof Error ? error.cause : undefined;
  return { error: messageOf(error), ...(cause !== undefined && { cause: messageOf(cause) }) };
}

export interface JsonLogOptions {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/** One JSON object a line: `{ts, level, event, …facts}`, without secrets. */
export function jsonLog({ write, clock, redactor }: JsonLogOptions): Log {
  return (level, event, facts = {}) => {
    const line = JSON.stringify({ ts: clock.date().toISOString(), level, event, ...facts });
    write(`${redactor.all(line)}\n`);
  };
}
