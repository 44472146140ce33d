import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AguiEvent } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { makeDir } from '../../engine/local/state/files.ts';
import { type Appendable, LogFile } from '../../engine/local/state/log-file.ts';
import { type Block, blockOf, type Frame } from '../events/block.ts';
import type { Feed, Listener } from '../events/feed.ts';
import { Listeners } from '../events/listeners.ts';
import { readLines } from '../events/log-lines.ts';
import { Ring } from '../events/ring.ts';
import { Checkpoints } from './checkpoints.ts';

export interface EventLogDeps {
  readonly clock: Clock;
  /** Pause between two tries to write to a disk that takes nothing, in ms. */
  readonly diskRetry: number;
  readonly failed: (error: unknown) => void;
  readonly published: (events: number) => void;
  /** The real file, unless a test puts a disk of its own in its place. */
  readonly openFile?: (path: string, size: number) => Appendable;
}

/** An event to be appended, with its JSON as it came if there is any. */
export interface Entry {
  readonly event: AguiEvent;
  readonly raw?: string;
}

/** A batch is written at once when it has so many characters. */
const FLUSH_AT = 256 * 1024;

/**
 * The events of one session, for engines that keep none: a file with one event a line, behind the id of its run and a
 * tab. Events of one turn of the event loop are appended in one write and only then published, so that whatever a
 * reader has seen is still there after a crash.
 */
export class EventLog implements Feed {
  readonly #path: string;
  readonly #deps: EventLogDeps;
  readonly #checkpoints: Checkpoints;
  readonly #listeners = new Listeners();
  readonly #ring: Ring;
  readonly #file: Appendable;
  #frames: Frame[] = [];
  #pending = 0;
  #seq: number;
  #isScheduled = false;
  #recovery: Promise<void> | undefined;
  #isClosed = false;

  /** Opens the log, or begins one. @throws AmberError STATE */
  static async open(path: string, deps: EventLogDeps): Promise<EventLog> {
    try {
      makeDir(dirname(path));
      const checkpoints = new Checkpoints();
      let place = checkpoints.before(0);
      for await (const lines of readLines(path, place, await sizeOf(path))) {
        place = lines.place;
        checkpoints.add(place);
      }
      const { openFile = openLogFile } = deps;
      return new EventLog(path, deps, checkpoints, openFile(path, place.offset), place.seq);
    } catch (cause) {
      throw new AmberError('STATE', `cannot open the event log ${path}: ${messageOf(cause)}`, { cause });
    }
  }

  private constructor(path: string, deps: EventLogDeps, checkpoints: Checkpoints, file: Appendable, seq: number) {
    this.#path = path;
    this.#deps = deps;
    this.#checkpoints = checkpoints;
    this.#file = file;
    this.#seq = seq;
    this.#ring = new Ring(seq);
  }

  /** Appends events of a run. While the disk takes nothing a promise is given: whoever reads the runner waits for it. */
  append(runId: string, entries: readonly Entry[]): Promise<void> | undefined {
    if (this.#isClosed) return undefined;
    for (const { event, raw = JSON.stringify(event) } of entries) {
      // A line break in JSON is only blank space: the one kind of byte that a runner's event is changed in.
      const line = /[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, ' ') : raw;
      this.#seq++;
      this.#frames.push({ seq: this.#seq, runId, raw: line });
      this.#pending += line.length + runId.length + 2;
    }
    if (this.#recovery !== undefined) return this.#recovery;
    if (this.#pending >= FLUSH_AT) this.flush();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.flush();
      });
    }
    return this.#recovery;
  }

  /** Writes what was appended, then publishes it. */
  flush(): void {
    if (this.#recovery !== undefined || this.#isClosed) return;
    const block = blockOf(this.#frames);
    if (block === undefined) return;
    try {
      this.#write(block);
    } catch (error) {
      this.#deps.failed(error);
      this.#recovery = this.#recover();
    }
  }

  async *replay(after: number, signal: AbortSignal): AsyncGenerator<Block, void, void> {
    const from = this.#checkpoints.before(after);
    let { seq } = from;
    for await (const { lines, place } of readLines(this.#path, from, this.#file.size, signal)) {
      const frames = lines.map((line, index) => frameFrom(line, seq + 1 + index));
      const block = blockOf(frames.filter((frame) => frame.seq > after));
      seq = place.seq;
      if (block !== undefined) yield block;
    }
  }

  since(after: number): readonly Block[] | undefined {
    return this.#ring.since(after);
  }

  join(listener: Listener): void {
    if (this.#isClosed) listener.end();
    else this.#listeners.add(listener);
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  prune(now: number): void {
    this.#ring.prune(now);
  }

  /** Streams end; the log goes on. */
  end(): void {
    this.#listeners.end();
  }

  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#listeners.end();
    this.#file.close();
  }

  #write(block: Block): void {
    let text = '';
    for (const { runId = '', raw } of block.frames) text += `${runId}\t${raw}\n`;
    this.#file.append(Buffer.from(text));
    this.#frames = [];
    this.#pending = 0;
    this.#checkpoints.add({ seq: block.last, offset: this.#file.size });
    this.#ring.push(block, this.#deps.clock.now());
    this.#deps.published(block.frames.length);
    this.#listeners.offer(block);
  }

  /** Nothing is published and nothing dropped until the disk takes it again. */
  async #recover(): Promise<void> {
    while (!this.#isClosed) {
      await this.#deps.clock.sleep(this.#deps.diskRetry);
      const block = blockOf(this.#frames);
      if (block === undefined || this.#isClosed) break;
      try {
        this.#write(block);
        break;
      } catch (error) {
        this.#deps.failed(error);
      }
    }
    this.#recovery = undefined;
  }
}

const openLogFile = (path: string, size: number): Appendable => new LogFile(path, size);

function frameFrom(line: string, seq: number): Frame {
  const tab = line.indexOf('\t');
  return { seq, runId: line.slice(0, tab), raw: line.slice(tab + 1) };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
