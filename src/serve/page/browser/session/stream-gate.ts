/** A session that has stopped may still log how its run ended: its stream is closed once nothing came for this long (ms). */
const QUIET = 2_000;
/** A tab keeps its stream this long after another one covers it (ms). */
const HIDDEN = 5_000;

/**
 * Decides when a page holds a stream of events. A browser opens six connections to a server, for all of its tabs together:
 * a stream that brings nothing, or that nobody looks at, would keep other tabs from loading.
 */
export class StreamGate {
  #isHidden = false;
  #isStopped = false;
  /** All that was logged has come over the present connection. */
  #isRead = false;
  #isClosed = false;
  #connection = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opened: (() => void) | undefined;

  /** Waits until a connection is of use, or `over`. Returns a signal that aborts once the connection is of use no more. */
  async opened(over: AbortSignal): Promise<AbortSignal> {
    // The server may end the stream itself where the session has stopped.
    if (this.#isStopped && this.#isRead) this.#isClosed = true;
    while (this.#isClosed && !over.aborted)
      await new Promise<void>((resolve) => {
        this.#opened = resolve;
        over.addEventListener('abort', () => resolve(), { once: true });
      });
    this.#connection = new AbortController();
    this.#isRead = false;
    this.#review();
    return this.#connection.signal;
  }

  /** Something came. `isReplayed`: all that was logged before is here. */
  received(isReplayed: boolean): void {
    this.#isRead = isReplayed;
    this.#review();
  }

  /** The session has changed: its log is read again if it was closed. */
  changed(isStopped: boolean): void {
    this.#isStopped = isStopped;
    this.wake();
  }

  /** Whether another tab covers this one. What came while it was hidden is read when it is seen again. */
  setHidden(isHidden: boolean): void {
    if (isHidden === this.#isHidden) return;
    this.#isHidden = isHidden;
    clearTimeout(this.#timer);
    if (isHidden) this.#closeAfter(HIDDEN);
    else this.wake();
  }

  /** Events are expected: opens the stream, unless nobody would see them. */
  wake(): void {
    if (this.#isHidden) return;
    this.#isClosed = false;
    this.#opened?.();
    this.#review();
  }

  #review(): void {
    // A hidden page is closed when its time is up, whatever comes.
    if (this.#isHidden) return;
    clearTimeout(this.#timer);
    if (this.#isStopped && this.#isRead) this.#closeAfter(QUIET);
  }

  #closeAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#isClosed = true;
      this.#connection.abort();
    }, ms);
  }
}
