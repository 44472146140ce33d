import { AmberError } from '../../core/errors.ts';

/** Units of a time ago, in ms. */
const UNITS: { readonly [unit: string]: number } = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const DATE = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;

/** The moment that a flag names: some time ago (`30m`, `12h`, `7d`, `2w`), or a date. @throws AmberError USAGE */
export function sinceOf(text: string, now: Date, flag = '--since'): Date {
  const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0));
  const [, day] = DATE.exec(text) ?? [];
  const date = day === undefined || !isDay(day) ? undefined : new Date(text);
  if (date === undefined || Number.isNaN(date.getTime()))
    throw new AmberError('USAGE', `${flag} must be 30m, 12h, 7d, 2w or a date such as 2026-11-01, not "${text}"`);
  return date;
}

/** False for the 30th of February, of which `Date` makes the 2nd of March. */
function isDay(day: string): boolean {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
