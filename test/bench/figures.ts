/** One measured figure. `goal` is written as it is judged, for example `<= 0.5`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string | null;
  readonly met: boolean | null;
  /** For a goal that is not met: what was tried. */
  readonly tried?: string;
}

/** A figure with its goal judged: `<=` or `>=` and a number, or no goal. `tried` is reported if it is not met. */
export function figure(
  name: string,
  value: number,
  unit: string,
  goal?: `${'<=' | '>='} ${number}`,
  tried?: string,
): Figure {
  const rounded = Number(value.toPrecision(4));
  if (goal === undefined) return { name, value: rounded, unit, goal: null, met: null };
  const [comparison, limit] = goal.split(' ');
  const met = comparison === '<=' ? value <= Number(limit) : value >= Number(limit);
  return { name, value: rounded, unit, goal, met, ...(met || tried === undefined ? {} : { tried }) };
}

/** The middle one: a single run disturbed by the machine must not decide. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs every task in turn, `rounds` times over, so that a slow minute of the machine falls on all of them. */
export async function interleave<Name extends string>(
  rounds: number,
  tasks: { readonly [name in Name]: () => Promise<number> },
): Promise<{ [name in Name]: number }> {
  const names = Object.keys(tasks) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of names) samples.get(name)?.push(await tasks[name]());
  return Object.fromEntries(names.map((name) => [name, median(samples.get(name) ?? [])])) as { [name in Name]: number };
}

/** The table a person reads. */
export function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return figures
    .map(({ name, value, unit, goal, met, tried }) => {
      const reported = tried === undefined ? '' : `\n${' '.repeat(width)}  ${tried}`;
      const verdict = met === null ? '' : met ? `  (goal ${goal})` : `  NOT MET: goal ${goal}${reported}`;
      return `${name.padEnd(width)}  ${String(value).padStart(10)} ${unit}${verdict}`;
    })
    .join('\n');
}
