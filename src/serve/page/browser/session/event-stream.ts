import { type AguiEvent, isObject } from '../../../../core/agui/events.ts';

export type Connection = 'connecting' | 'live' | 'lost' | 'refused';

/** Events are taken for so long before the browser may draw, in ms. */
const SLICE = 8;
/** While more wait, the page is drawn anew at most so often, in ms: a long log would be drawn hundreds of times. */
const DRAW_EVERY = 100;

/**
 * Follows a session. The browser's own EventSource keeps the stream, and comes back by itself with the number of the last
 * event that it had. Events come in slices: a long log must not hold the page up.
 * `take`: an event, once. `drawn`: a slice is over. Returns what ends it.
 */
export function followEvents(
  url: string,
  handlers: {
    readonly take: (seq: number, event: AguiEvent) => void;
    readonly drawn: () => void;
    readonly connection: (state: Connection) => void;
  },
): () => void {
  let waiting: { readonly id: string; readonly data: string }[] = [];
  let next = 0;
  let isAsked = false;
  let taken = 0;
  let drawnAt = 0;
  let retry = 0;
  let stream: EventSource;

  const slice = (): void => {
    isAsked = false;
    const end = performance.now() + SLICE;
    for (let one = waiting[next]; one !== undefined; one = waiting[next]) {
      next++;
      const seq = Number(one.id);
      const event = read(one.data);
      // A server that went back sends again what was taken.
      if (event !== undefined && seq > taken) {
        taken = seq;
        handlers.take(seq, event);
      }
      if (performance.now() > end) break;
    }
    if (next >= waiting.length) {
      waiting = [];
      next = 0;
    } else ask();
    if (isAsked && end - drawnAt < DRAW_EVERY) return;
    drawnAt = end;
    handlers.drawn();
  };
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    // Nothing is drawn of a page that is not seen.
    if (document.visibilityState === 'visible') requestAnimationFrame(slice);
    else setTimeout(slice, 200);
  };
  const open = (): void => {
    // A new one begins where the last ended; one that comes back by itself says so in its header, which counts more.
    stream = new EventSource(taken === 0 ? url : `${url}?since=${taken}`);
    stream.onopen = () => handlers.connection('live');
    stream.onmessage = ({ data, lastEventId }) => {
      waiting.push({ id: lastEventId, data });
      ask();
    };
    stream.onerror = () => {
      const isOver = stream.readyState === EventSource.CLOSED;
      handlers.connection(isOver ? 'refused' : 'lost');
      // It gives up where it was refused: the server may be starting again, or signed in anew.
      if (isOver) retry = setTimeout(open, 5_000);
    };
  };
  handlers.connection('connecting');
  open();
  return () => {
    clearTimeout(retry);
    stream.close();
  };
}

function read(data: string): AguiEvent | undefined {
  try {
    const event: unknown = JSON.parse(data);
    return isObject(event) && typeof event.type === 'string' ? (event as AguiEvent) : undefined;
  } catch {
    return undefined;
  }
}
