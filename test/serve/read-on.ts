import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/async/system-clock.ts';
import type { StreamItem } from '../../src/core/agui/events.ts';
import { Tap } from './harness.ts';

/** One event as it was delivered, or as the log has it. */
export interface Numbered {
  readonly seq: number;
  readonly raw: string;
}

/**
 * A client that comes back with the number of the last event that it has, however its connection ended, until it has the
 * last one; gives all that it was given. `cut` resolves when the client itself is to leave.
 */
export async function readOn(
  url: string,
  isLast: (event: Numbered) => boolean,
  cut: (tap: Tap) => Promise<unknown> = ({ ended }) => ended,
): Promise<readonly Numbered[]> {
  const got: Numbered[] = [];
  for (;;) {
    const last = got.at(-1);
    const headers = last === undefined ? {} : { 'last-event-id': String(last.seq) };
    const tap = await Tap.open(url, headers).catch(() => undefined);
    if (tap === undefined) {
      await systemClock.sleep(20);
      continue;
    }
    const isOver = (): boolean => {
      // A heartbeat may have come behind it.
      const newest = tap.items.findLast(({ kind }) => kind === 'event');
      return newest !== undefined && numbered([newest]).some(isLast);
    };
    await Promise.race([tap.until(isOver, 'the last event').catch(() => undefined), cut(tap)]);
    tap.close();
    for (const event of numbered(tap.items)) got.push(event);
    const end = got.at(-1);
    if (end !== undefined && isLast(end)) return got;
  }
}

/** The events of a log of serve's own, as the file has them; the first event makes the file. */
export function logged(stateDir: string, project: string, name: string): readonly Numbered[] {
  const path = join(stateDir, 'serve', 'logs', project, name, 'events.log');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // What follows the last line break is a write under way, or one that was cut off.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => ({ seq: index + 1, raw: line.slice(line.indexOf('\t') + 1) }));
}

function numbered(items: readonly StreamItem[]): Numbered[] {
  return items.flatMap((item) =>
    item.kind === 'event' && item.seq !== undefined && item.raw !== undefined ? [{ seq: item.seq, raw: item.raw }] : [],
  );
}
