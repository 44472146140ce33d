import { cpuTime } from './cpu-time.ts';

/** The shorter one is longer than anything that is looked at whole, such as a control sequence of 4,096 characters. */
const SIZES = [12_000, 96_000] as const;
/** A sample is repeated until it has taken so long together, in ms of the processor: its clock ticks coarsely. */
const MEASURABLE = 8;
/** Work that takes less than this for the longer text is nothing to judge, in ms. */
const NOISE = 4;

/**
 * How much more work eight times the text is: 8 for work that grows as the text does, 64 for its square; 0 where there
 * is too little to tell. The least of several tries counts: a machine that does other things only ever adds.
 */
export function growth(text: string, work: (text: string) => unknown): number {
  const [few, many] = SIZES.map((size) => text.repeat(Math.ceil(size / text.length)).slice(0, size)) as [
    string,
    string,
  ];
  const least = (sample: string): number => {
    let taken = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 3 && taken >= NOISE; tries += 1)
      taken = Math.min(
        taken,
        timed(() => work(sample)),
      );
    return taken;
  };
  const long = least(many);
  return long < NOISE ? 0 : long / Math.min(...Array.from({ length: 3 }, () => timed(() => work(few))));
}

/** What one call takes, in ms of the processor. */
function timed(call: () => unknown): number {
  const begun = cpuTime();
  for (let calls = 1; ; calls += 1) {
    call();
    const taken = cpuTime() - begun;
    if (taken >= MEASURABLE) return taken / calls;
  }
}
