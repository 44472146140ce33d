import { eachOf } from '../../src/core/agui/deltas.ts';
import type { Clock } from '../../src/core/clock.ts';
import { isAmberError } from '../../src/core/errors.ts';
import type { RunEnd } from '../../src/core/result.ts';
import type { Update } from '../../src/core/run-update.ts';
import type { Probe, Session, SessionRef } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { type OwnRun, RunTracker } from '../../src/core/tracker/run-tracker.ts';
import { request } from '../../src/http/request.ts';
import { openEvents } from '../../src/sse/open-stream.ts';
import { tail } from '../../src/tail/tail.ts';
import type { TailOptions, TailSource } from '../../src/tail/tail-source.ts';
import type { SseServer } from '../fakes/sse-server.ts';

export const REF: SessionRef = { project: 'team', name: 'session-1' };

/** An engine without sequence numbers, over real HTTP. */
export function sourceOf(server: SseServer): TailSource {
  const get = (path: string) => request({ method: 'GET', url: server.url + path, env: {} });
  return {
    get: async () => (await get('/session')).json() as Session,
    probe: async (): Promise<Probe> => {
      try {
        await get('/tasks');
        return { runner: 'alive', tasks: 0 };
      } catch (error) {
        return { runner: isAmberError(error, 'UNAVAILABLE') ? 'gone' : 'unknown', tasks: 0 };
      }
    },
    events: (_ref, _from, signal) => openEvents({ url: `${server.url}/events`, signal, env: {} }),
  };
}

/** The updates that an update stands for: how many deltas come as one depends on how the bytes came. */
export function separate(update: Update): Update[] {
  if (update.type !== 'event') return [update];
  const { pieces: _, ...rest } = update;
  return eachOf(update).map(({ event, raw }) => ({ ...rest, event, ...(raw === undefined ? {} : { raw }) }));
}

/** How many events updates stand for. */
export function countEvents(updates: readonly Update[]): number {
  let events = 0;
  for (const update of updates) if (update.type === 'event') events += update.pieces?.ends.length ?? 1;
  return events;
}

/** A tail that runs by itself and keeps what it yields, one event at a time. */
export class Tailed {
  readonly updates: Update[] = [];
  readonly #abort = new AbortController();
  readonly done: Promise<RunEnd | undefined>;

  constructor(source: TailSource, clock: Clock, options: Partial<TailOptions> = {}) {
    this.done = this.#run(
      tail(source, REF, {
        until: { kind: 'session-end' },
        signal: this.#abort.signal,
        clock,
        timing: TIMING,
        random: () => 0.5,
        ...options,
      }),
    );
    // A test looks at it in its own time.
    this.done.catch(() => undefined);
  }

  async #run(updates: ReturnType<typeof tail>): Promise<RunEnd | undefined> {
    for (;;) {
      const step = await updates.next();
      if (step.done === true) return step.value;
      this.updates.push(...step.value.flatMap(separate));
    }
  }

  abort(): void {
    this.#abort.abort();
  }

  /** The text of the messages as a reader would have printed it. */
  get text(): string {
    return this.updates
      .map((update) =>
        update.type === 'event' && /^TEXT.*(CONTENT|CHUNK)$/.test(update.event.type) ? update.event.delta : '',
      )
      .join('');
  }

  get types(): string[] {
    return this.updates.map((update) => (update.type === 'event' ? update.event.type : update.type));
  }

  codes(): string[] {
    return this.updates.flatMap((update) => (update.type === 'warning' ? [update.code] : []));
  }
}

/** Tails until the own run has ended. */
export function ownEnd(source: TailSource, clock: Clock, own: OwnRun = { kind: 'initial' }): Tailed {
  const tracker = new RunTracker(own, TIMING, clock.now());
  return new Tailed(source, clock, { until: { kind: 'own-end', tracker } });
}
