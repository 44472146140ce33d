import { invalid } from './errors.ts';

/** The longest time that a timer of JavaScript can hold, in milliseconds: a longer one fires at once. */
const MAX_MS = 2 ** 31 - 1;

const UNITS = { h: 3_600_000, m: 60_000, s: 1_000 } as const;
const SHAPE = /^(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/;

/**
 * Milliseconds of `90s`, `30m`, `2h`, `1h30m`, or plain seconds (README). `field` is what an error calls it.
 * @throws AmberError INVALID
 */
export function parseDuration(text: string, field = 'duration'): number {
  const trimmed = text.trim();
  const ms = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) * UNITS.s : sumOfUnits(trimmed);
  if (ms === undefined || ms > MAX_MS) {
    throw invalid(field, 'a duration is 90s, 30m, 2h, 1h30m or plain seconds, and at most 596h', text);
  }
  return ms;
}

/** A time as people say it: `850ms`, `4.2s`, `1m05s`, `2h03m`. Never negative. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1_000) return `${whole}ms`;
  if (whole < 59_950) return `${(whole / 1_000).toFixed(1).replace(/\.0$/, '')}s`;
  const seconds = Math.round(whole / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

/** What a person would write to set this time: `30m`, `1h30m`, `0s`. Whole seconds; `parseDuration` reads it. */
export function writeDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('') || '0s';
}

const AGE_UNITS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'm', ms: 60_000 },
  { unit: 's', ms: 1_000 },
];

/** How long ago, in one unit as tables have it: `3m`. Clocks differ: what is in the future is `0s`. "" if it is no time. */
export function formatAge(time: string | undefined, now: Date): string {
  const past = now.getTime() - Date.parse(time ?? '');
  if (Number.isNaN(past)) return '';
  const { unit, ms } = AGE_UNITS.find((step) => past >= step.ms) ?? { unit: 's', ms: 1_000 };
  return `${Math.max(0, Math.floor(past / ms))}${unit}`;
}

function sumOfUnits(text: string): number | undefined {
  const match = text === '' ? null : SHAPE.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
