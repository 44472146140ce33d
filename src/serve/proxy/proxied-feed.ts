import { dirname } from 'node:path';
import type { AguiEvent } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { type Appendable, AppendFile } from '../../engine/local/log/append-file.ts';
import { LineLog } from '../../engine/local/log/line-log.ts';
import { openLog, readLines, START } from '../../engine/local/log/log-reader.ts';
import { questionInLog } from '../../engine/local/log/question-in-log.ts';
import { makeDir } from '../../engine/local/state/files.ts';
import { type Feed, type Listener, Listeners } from '../events/feed.ts';
import { RecentFrames } from '../events/recent-frames.ts';
import { blockOf, type Frame, type SseBlock } from '../events/sse-block.ts';
import { Checkpoints } from './checkpoints.ts';

export interface ProxiedFeedDeps {
  readonly clock: Clock;
  /** Pause between two tries to write to a disk that takes nothing, in ms. */
  readonly diskRetry: number;
  readonly failed: (error: unknown) => void;
  readonly published: (events: number) => void;
  /** The real file, unless a test puts a disk of its own in its place. */
  readonly openFile?: (path: string, size: number) => Appendable;
}

/** An event of a runner, with its JSON as it came if there is any. */
export interface RunnerEvent {
  readonly event: AguiEvent;
  readonly raw?: string;
}

/**
 * The events of one session, for engines that keep none: a log with one event a line, behind the id of its run and a
 * tab. While the disk takes nothing, nothing is published and nothing is lost.
 */
export class ProxiedFeed implements Feed {
  readonly #path: string;
  readonly #deps: ProxiedFeedDeps;
  readonly #checkpoints: Checkpoints;
  readonly #listeners = new Listeners();
  readonly #ring: RecentFrames;
  readonly #log: LineLog<Frame>;
  #recovery: Promise<void> | undefined;
  #isClosed = false;

  /** Opens the log, or begins one. @throws AmberError STATE */
  static async open(path: string, deps: ProxiedFeedDeps): Promise<ProxiedFeed> {
    try {
      makeDir(dirname(path));
      const checkpoints = new Checkpoints();
      let end = START;
      const file = await openLog(path);
      try {
        if (file !== undefined)
          for await (const { position } of readLines(file, START, (await file.stat()).size)) {
            end = position;
            checkpoints.add(position);
          }
      } finally {
        await file?.close();
      }
      const { openFile = (at, size) => new AppendFile(at, size) } = deps;
      return new ProxiedFeed(path, deps, checkpoints, openFile(path, end.offset), end.seq);
    } catch (cause) {
      throw new AmberError('STATE', `cannot open the event log ${path}: ${messageOf(cause)}`, { cause });
    }
  }

  private constructor(path: string, deps: ProxiedFeedDeps, checkpoints: Checkpoints, file: Appendable, seq: number) {
    this.#path = path;
    this.#deps = deps;
    this.#checkpoints = checkpoints;
    this.#ring = new RecentFrames(seq);
    this.#log = new LineLog<Frame>(file, seq, {
      published: (frames, end) => {
        const block = blockOf(frames);
        if (block === undefined) return;
        checkpoints.add(end);
        this.#ring.push(block, deps.clock.now());
        deps.published(frames.length);
        this.#listeners.offer(block);
      },
      failed: (error) => {
        deps.failed(error);
        this.#recovery ??= this.#recover();
      },
    });
  }

  /** Appends events of a run. While the disk takes nothing a promise is returned: who reads the runner waits for it. */
  append(runId: string, events: readonly RunnerEvent[]): Promise<void> | undefined {
    for (const { event, raw = JSON.stringify(event) } of events) {
      // A line break in JSON is only blank space: the one kind of byte that a runner's event is changed in.
      const line = /[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, ' ') : raw;
      this.#log.append(`${runId}\t${line}`, { seq: this.#log.next, runId, raw: line });
    }
    return this.#isClosed ? undefined : this.#recovery;
  }

  flush(): void {
    this.#log.flush();
  }

  /** See `questionInLog`. @throws AmberError STATE */
  question(ids: ReadonlySet<string>): 'waits' | 'over' | undefined {
    this.flush();
    return questionInLog(this.#path, ids);
  }

  async *replay(after: number, signal: AbortSignal): AsyncGenerator<SseBlock, void, void> {
    const file = await openLog(this.#path);
    if (file === undefined) return;
    try {
      const from = this.#checkpoints.before(after);
      let { seq } = from;
      for await (const { lines, position } of readLines(file, from, this.#log.end.offset)) {
        if (signal.aborted) return;
        const frames = lines.map((line, index) => frameFrom(line, seq + 1 + index));
        const block = blockOf(frames.filter((frame) => frame.seq > after));
        seq = position.seq;
        if (block !== undefined) yield block;
      }
    } finally {
      await file.close();
    }
  }

  since(after: number): readonly SseBlock[] | undefined {
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
    this.#log.close();
    this.#isClosed = true;
    this.#listeners.end();
  }

  async #recover(): Promise<void> {
    do await this.#deps.clock.sleep(this.#deps.diskRetry);
    while (!this.#isClosed && !this.#log.retry());
    this.#recovery = undefined;
  }
}

function frameFrom(line: string, seq: number): Frame {
  const tab = line.indexOf('\t');
  return { seq, runId: line.slice(0, tab), raw: line.slice(tab + 1) };
}
