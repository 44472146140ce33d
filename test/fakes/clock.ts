import { HANG_MS } from './patience.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A virtual clock whose wall part can be set apart from the rest, as NTP and a suspended machine do. */
export class SleepyClock extends VirtualClock {
  #jump = 0;

  override date(): Date {
    return new Date(super.date().getTime() + this.#jump);
  }

  /** The wall clock jumps, forward or (below 0) back, while the monotonic one stands still: also a suspend. */
  jump(ms: number): void {
    this.#jump += ms;
  }
}

/** Waits, in real time, until something is so: for what crosses a real socket while a virtual clock stands still. */
export async function until(isSo: () => boolean, what = isSo.toString()): Promise<void> {
  const deadline = performance.now() + HANG_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`never became so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Each hop over a socket takes a turn of the event loop; so many are enough for a connection, a request and its answer. */
const TURNS = 30;

/** Lets what is on its way over sockets of this very process arrive: counted in turns, for time says little on a busy machine. */
export async function arrived(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 2));
}
