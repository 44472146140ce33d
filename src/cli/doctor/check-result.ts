import { isAmberError, messageOf } from '../../core/errors.ts';

/** What one check found. `skip`: it does not apply here. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A setting as doctor shows it. */
export interface ShownSetting {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
}

/** The check that says what is wrong with a setting. */
export const CONFIGURATION = 'configuration';

/** The result of a check that does not apply, and why. */
export const skip = (name: string, detail: string): Check => ({ name, status: 'skip', detail });

/** The result of a check that an error ended. */
export function failed(name: string, error: unknown): Check {
  const hint = isAmberError(error) ? error.hint : undefined;
  return { name, status: 'fail', detail: messageOf(error), ...(hint === undefined ? {} : { hint }) };
}
