import { cpuTime } from './cpu-time.ts';

const SIZES = [4_000, 32_000] as const;
/** Work too short to be measured, in ms of the processor. */
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
  const least = (sample: string): number =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const begun = cpuTime();
        work(sample);
        return cpuTime() - begun;
      }),
    );
  const [long, short] = [least(many), least(few)];
  return long < NOISE ? 0 : long / Math.max(short, NOISE / 8);
}
