import fc from 'fast-check';

/** Halves of surrogate pairs, which are no characters. */
const HALVES = { from: 0xd800, count: 0x800 };

/** Any character of Unicode. fast-check's own unit `binary` makes a map of all 1.1 million of them, in each process. */
const character = fc
  .nat(0x10ffff - HALVES.count)
  .map((at) => String.fromCodePoint(at < HALVES.from ? at : at + HALVES.count));

/** Any well-formed text. */
export const anyText = (constraints: fc.StringConstraints = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: character });
