import { ResettableTimer } from '../../async/resettable-timer.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import type { Update } from '../../core/run-update.ts';
import { TIMING } from '../../core/stream-timing.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { sinceOf } from '../flags/parse-since.ts';
import type { Io, Sink } from '../process/io.ts';
import type { Shown } from '../watch-and-logs.ts';
import { LineFilter, type LineFilterOptions } from './line-filter.ts';
import { SinceFilter } from './since-filter.ts';

/** `--tail`, `--since` and `--grep` as they were typed. */
export interface LogFilterFlags {
  readonly tail: string | undefined;
  readonly since: string | undefined;
  readonly grep: string | undefined;
}

export interface LogFilter {
  readonly lines: LineFilterOptions;
  readonly since: Date | undefined;
}

/** @throws AmberError USAGE */
export async function logFilterOf({ tail, since, grep }: LogFilterFlags, now: Date): Promise<LogFilter> {
  if (tail !== undefined && !/^\d+$/.test(tail))
    throw new AmberError('USAGE', `--tail must be a number of lines, not "${tail}"`);
  return {
    lines: {
      ...(tail !== undefined && { tail: Number(tail) }),
      ...(grep !== undefined && { grep: await patternOf(grep) }),
    },
    since: since === undefined ? undefined : sinceOf(since, now),
  };
}

/** In RE2's syntax: no pattern takes longer than in proportion to a line, and what a line says is foreign. */
async function patternOf(text: string): Promise<Pick<RegExp, 'test'>> {
  const { RE2JS } = await import('re2js');
  try {
    return RE2JS.compile(text);
  } catch (cause) {
    throw new AmberError('USAGE', `--grep is no regular expression: ${messageOf(cause)}`, {
      hint: 'a backslash before ( [ . * + ? { | takes it as it is; the syntax is that of RE2',
      cause,
    });
  }
}

export interface FilterOptions extends LogFilter {
  readonly follow: boolean;
  /** The last line is one that programs rely on, whether it matches or not. */
  readonly keepsResult: boolean;
}

/** What `open` shows, less what the filter leaves out. With `follow` the last lines are written once the replay is over. */
export function filtered(io: Io, { lines, since, follow, keepsResult }: FilterOptions, open: (io: Io) => Shown): Shown {
  const line = new LineFilter((text) => io.stdout.write(text), lines);
  const filter = since === undefined ? undefined : new SinceFilter(since.getTime());
  const shown = open({ ...io, stdout: withLines(io.stdout, line) });
  const replay = follow && lines.tail !== undefined ? new ReplayTimer(io, () => void line.live()) : undefined;
  let isOpen = true;
  return {
    get lostEvents() {
      return shown.lostEvents === true;
    },
    update(updates) {
      replay?.heard(updates);
      const left = filter === undefined ? updates : updates.flatMap((update) => filter.take(update));
      if (left.at(-1)?.type !== 'result') return shown.update(left);
      if (keepsResult) line.passAll();
      // A person who sees nothing of a run needs no word on how it ended.
      else if (filter?.hasPassed === false) return;
      return shown.update(left);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      replay?.[Symbol.dispose]();
      await shown.close();
      await line.close();
      if (filter?.hasTimes === false && filter.hasPassed)
        await writeLines(
          io.stderr,
          'warning: the events of this session have no times: --since leaves out none of them\n',
        );
    },
  };
}

function withLines(out: Sink, line: LineFilter): Sink {
  return {
    write: (text) => line.write(text),
    get isTTY() {
      return out.isTTY;
    },
    get columns() {
      return out.columns;
    },
    stream: out.stream,
  };
}

/** Rings once, when what has happened before has been read: after a pause, after an event of now, and in the end in any case. */
class ReplayTimer implements Disposable {
  readonly #io: Pick<Io, 'clock'>;
  readonly #over: () => void;
  readonly #timer: ResettableTimer;
  readonly #from: number;
  readonly #begun: number;
  #heard: number;
  #isOver = false;

  constructor(io: Pick<Io, 'clock'>, over: () => void) {
    this.#io = io;
    this.#over = over;
    this.#from = io.clock.now();
    this.#heard = this.#from;
    this.#begun = io.clock.date().getTime();
    this.#timer = new ResettableTimer(io.clock, () => this.#look());
    this.#look();
  }

  heard(updates: readonly Update[]): void {
    this.#heard = this.#io.clock.now();
    if (updates.some((update) => update.type === 'event' && Number(update.event.timestamp) > this.#begun)) this.#end();
  }

  #look(): void {
    if (this.#isOver) return;
    const at = Math.min(this.#heard + TIMING.replayPause, this.#from + TIMING.replayLongest);
    if (this.#io.clock.now() >= at) this.#end();
    else this.#timer.set(at);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer[Symbol.dispose]();
    this.#over();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#timer[Symbol.dispose]();
  }
}
