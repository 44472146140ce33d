import { type AguiEvent, isObject } from '../../../../core/agui/events.ts';
import { FrameReader, type LoggedFrame } from './frame-reader.ts';
import { StreamGate } from './stream-gate.ts';

/**
 * How the page and the server stand. `replaying`: connected, and what was logged before is still coming. `by-turns`: this
 * browser has as many streams as it may, and this page gets what is new every few seconds.
 */
export type Connection = 'connecting' | 'replaying' | 'live' | 'by-turns' | 'lost' | 'signed-out' | 'gone';

/** Of each frame so much is for taking events, in ms: the rest is for drawing, and for the reader's own doings. */
const SLICE = 6;
/** Pause between two drawings while events come, in ms: text that comes word by word needs no more. */
const DRAW_EVERY = 40;
/** The same while a long log is read: what comes in between would be drawn for nobody. */
const DRAW_EVERY_OLD = 3_000;
/** Pauses before the next try, in ms: at first, and at most. */
const PAUSE = { first: 300, most: 8_000 };
/** A server that sends nothing for this long, not even a heartbeat, is gone (ms). Heartbeats come every 15 s. */
const SILENCE = 45_000;

export interface StreamHandlers {
  /** An event, once, in order. `seq`: its number in the log. */
  readonly take: (seq: number, event: AguiEvent) => void;
  /** Some were taken: the page may show them. */
  readonly draw: () => void;
  readonly connection: (state: Connection) => void;
}

/** What the page tells the stream. */
export interface EventFollower {
  /** The session has changed. The stream of one that has stopped is closed once all of it was read. */
  readonly changed: (isStopped: boolean) => void;
  /** Events are expected: a closed stream is opened. */
  readonly wake: () => void;
  readonly end: () => void;
}

/**
 * Follows a session's events, also over dropped connections, until `end`; not while the page is hidden. A long log is
 * taken in slices, and read no faster than it is taken: the page stays smooth meanwhile. The browser's own EventSource
 * hands over all that has come before anything else may happen, and does not say why it was refused.
 */
export function followEvents(url: string, handlers: StreamHandlers): EventFollower {
  const over = new AbortController();
  const gate = new StreamGate();
  const see = (): void => gate.setHidden(document.visibilityState === 'hidden');
  see();
  document.addEventListener('visibilitychange', see, { signal: over.signal });
  void new EventStream(url, handlers, gate, over.signal).follow();
  return { changed: (isStopped) => gate.changed(isStopped), wake: () => gate.wake(), end: () => over.abort() };
}

class EventStream {
  readonly #url: string;
  readonly #handlers: StreamHandlers;
  readonly #gate: StreamGate;
  readonly #over: AbortSignal;
  #taken = 0;
  #isLive = false;
  /** When to ask again, in ms, where the server ends the stream at once. */
  #turn: number | undefined;
  #drawnAt = 0;
  #isDrawing = false;
  /** When this frame's share is used up. */
  #sliceEnd = 0;

  constructor(url: string, handlers: StreamHandlers, gate: StreamGate, over: AbortSignal) {
    this.#url = url;
    this.#handlers = handlers;
    this.#gate = gate;
    this.#over = over;
  }

  async follow(): Promise<void> {
    const { connection } = this.#handlers;
    connection('connecting');
    for (let failures = 0; !this.#over.aborted; failures++) {
      const before = this.#taken;
      const closed = await this.#gate.opened(this.#over);
      if (this.#over.aborted) return;
      const state = await this.#connect(closed).catch((): Connection => (closed.aborted ? 'live' : 'lost'));
      if (this.#over.aborted) return;
      // A stream that either side ended is opened again for what may follow: nothing is wrong then.
      if (state !== 'live') connection(state);
      if (state === 'live' || this.#taken > before) failures = 0;
      await pause(this.#turn ?? Math.min(PAUSE.most, PAUSE.first * 2 ** failures), this.#over);
    }
  }

  /** One connection. Returns how it ended; `live` for an end that the server meant. @throws Error if it broke */
  async #connect(closed: AbortSignal): Promise<Connection> {
    const silent = new AbortController();
    const signal = AbortSignal.any([this.#over, closed, silent.signal]);
    let timer = setTimeout(() => silent.abort(), SILENCE);
    this.#turn = undefined;
    try {
      const address = this.#taken === 0 ? this.#url : `${this.#url}?since=${this.#taken}`;
      const answer = await fetch(address, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal });
      if (answer.status === 401 || answer.status === 403) return 'signed-out';
      if (answer.status === 404) return 'gone';
      if (!answer.ok || answer.body === null) return 'lost';
      const seconds = Number(answer.headers.get('retry-after'));
      if (seconds > 0) this.#turn = 1_000 * seconds;
      this.#handlers.connection(this.#isLive ? this.#state : 'replaying');
      const frames = new FrameReader();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'live';
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), SILENCE);
        await this.#takeAll(frames.feed(value));
        if (frames.isReplayed && !this.#isLive) this.#goLive();
        this.#gate.received(frames.isReplayed);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #takeAll(frames: readonly LoggedFrame[]): Promise<void> {
    for (const { data, seq } of frames) {
      if (performance.now() >= this.#sliceEnd) {
        await nextFrame();
        this.#sliceEnd = performance.now() + SLICE;
      }
      if (this.#over.aborted) return;
      const event = read(data);
      // A server that went back sends again what was taken.
      if (event === undefined || !(seq > this.#taken)) continue;
      this.#taken = seq;
      this.#handlers.take(seq, event);
    }
    if (frames.length > 0) void this.#draw();
  }

  #goLive(): void {
    this.#isLive = true;
    this.#handlers.connection(this.#state);
    this.#handlers.draw();
  }

  get #state(): Connection {
    return this.#turn === undefined ? 'live' : 'by-turns';
  }

  async #draw(): Promise<void> {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    const every = this.#isLive ? DRAW_EVERY : DRAW_EVERY_OLD;
    await pause(Math.max(0, this.#drawnAt + every - performance.now()), this.#over);
    await nextFrame();
    this.#isDrawing = false;
    this.#drawnAt = performance.now();
    this.#handlers.draw();
  }
}

/** The next frame; of a page that nobody sees, which has none, a moment. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, document.visibilityState === 'visible' ? 250 : 30);
    const frame = requestAnimationFrame(done);
    function done(): void {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    }
  });
}

/** Over early where the network is back, or the page is looked at again: a person waits then. */
function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const early = new AbortController();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      early.abort();
      resolve();
    }
    const { signal } = early;
    over.addEventListener('abort', done, { signal });
    addEventListener('online', done, { signal });
    document.addEventListener('visibilitychange', done, { signal });
  });
}

function read(data: string): AguiEvent | undefined {
  try {
    const event: unknown = JSON.parse(data);
    return isObject(event) && typeof event.type === 'string' ? (event as AguiEvent) : undefined;
  } catch {
    return undefined;
  }
}
