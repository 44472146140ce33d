import type { AguiEvent } from '../../core/agui/events.ts';
import { runIdOf } from '../../core/agui/events.ts';

/** One event of a log, ready to be sent. */
export interface Frame {
  /** Its number in the log; the first one is 1. */
  readonly seq: number;
  /** The run that it belongs to, as far as the event or the log says so. */
  readonly runId?: string;
  /** Begins or ends a run: what a filter by run needs where events don't say whose they are. */
  readonly edge?: 'start' | 'end';
  /** The event's JSON on one line. */
  readonly raw: string;
}

/** Events that were published together, in order. Their bytes are made once, for all readers. */
export class SseBlock {
  readonly frames: readonly [Frame, ...Frame[]];
  #bytes: Buffer | undefined;

  constructor(frames: readonly [Frame, ...Frame[]]) {
    this.frames = frames;
  }

  get first(): number {
    return this.frames[0].seq;
  }

  get last(): number {
    return this.frames.at(-1)?.seq ?? this.first;
  }

  /** The whole as SSE. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(sse(this.frames));
    return this.#bytes;
  }
}

/** A block of the frames, or nothing if there are none. */
export function blockOf(frames: readonly Frame[]): SseBlock | undefined {
  const [first, ...rest] = frames;
  return first === undefined ? undefined : new SseBlock([first, ...rest]);
}

/** Whole frames, each with its number as `id`. */
export function sse(frames: readonly Frame[]): string {
  let text = '';
  for (const { seq, raw } of frames) text += `id: ${seq}\ndata: ${raw}\n\n`;
  return text;
}

/** The frame of an event. `runId`: what the log knows, where the event itself may not say it. */
export function frameOf(seq: number, event: AguiEvent, raw: string, runId = runIdOf(event)): Frame {
  const edge = edgeOf(event.type);
  return { seq, raw, ...(runId !== undefined && { runId }), ...(edge !== undefined && { edge }) };
}

function edgeOf(type: string): Frame['edge'] {
  if (type === 'RUN_STARTED') return 'start';
  return type === 'RUN_FINISHED' || type === 'RUN_ERROR' ? 'end' : undefined;
}

/**
 * Whether frames belong to one run. An event that does not name its run belongs to the run that started last and has
 * not ended, so the filter has to see all frames, from the log's first one.
 */
export class RunFilter {
  readonly #runId: string;
  #current: string | undefined;

  constructor(runId: string) {
    this.#runId = runId;
  }

  wants({ runId, edge }: Frame): boolean {
    if (edge === 'start') this.#current = runId;
    const wanted = (runId ?? this.#current) === this.#runId;
    if (edge === 'end' && (runId === undefined || runId === this.#current)) this.#current = undefined;
    return wanted;
  }
}
