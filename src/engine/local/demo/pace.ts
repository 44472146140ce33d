import { setTimeout as sleep } from 'node:timers/promises';

/** All of a text is sent within about this, in ms, however long it is. */
const DURATION = 450;
const STEP = 12;

/** Cuts a text at spaces into enough pieces for a reader to see it come without waiting for it. */
export function pieces(text: string): string[] {
  const size = Math.max(12, Math.ceil(text.length / (DURATION / STEP)));
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    const space = text.indexOf(' ', start + size);
    const end = space < 0 ? text.length : space + 1;
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}

/** Hands over the pieces of a text at reading pace. */
export async function speak(text: string, say: (piece: string) => Promise<void>, signal: AbortSignal): Promise<void> {
  for (const piece of pieces(text)) {
    signal.throwIfAborted();
    await say(piece);
    await sleep(STEP, undefined, { signal });
  }
}
