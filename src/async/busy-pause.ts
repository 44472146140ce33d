/** Bounds of the pause before a write that met another one is tried again, in milliseconds. */
const PAUSE = { least: 50, most: 200 };

/**
 * The pause before the next try of a write that was refused because somebody else wrote at the same moment. Short:
 * beside a writer that never rests each try has the same small chance, so that what counts is their number. Jittered:
 * two that meet once must not meet again. `random`: from 0 to below 1.
 */
export function busyPause(random: () => number): number {
  return PAUSE.least + random() * (PAUSE.most - PAUSE.least);
}
