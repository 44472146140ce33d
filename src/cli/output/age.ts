const STEPS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'm', ms: 60_000 },
  { unit: 's', ms: 1_000 },
];

/** How long ago, in one unit as tables have it: `3m`. Clocks differ: what lies ahead is `0s`. "" if it is no time. */
export function age(time: string | undefined, now: Date): string {
  const past = now.getTime() - Date.parse(time ?? '');
  if (Number.isNaN(past)) return '';
  const { unit, ms } = STEPS.find((step) => past >= step.ms) ?? { unit: 's', ms: 1_000 };
  return `${Math.max(0, Math.floor(past / ms))}${unit}`;
}
