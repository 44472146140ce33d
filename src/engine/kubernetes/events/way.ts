import { AmberError } from '../../../core/errors.ts';
import type { Engine } from '../../engine.ts';

/** What of an engine goes by the session's stream: the API server has none. */
export type EventsWay = Pick<Engine, 'send' | 'events' | 'interrupt' | 'close'>;

/** The way to the streams of sessions. */
export interface WayOptions {
  /** The platform's backend, or `amber serve`, where its address was given. */
  readonly backend?: (() => Promise<Engine>) | undefined;
}

/** The way, opened once it is first needed. */
export function openEventsWay({ backend }: WayOptions): EventsWay {
  let opened: Promise<Engine> | undefined;
  const open = (): Promise<Engine> => {
    if (backend === undefined)
      throw new AmberError('UNSUPPORTED', 'the API server of a cluster has no events of sessions', {
        hint: '--api-url with the address of the platform’s backend, or of amber serve',
      });
    opened ??= backend();
    return opened;
  };
  return {
    send: async (ref, input) => (await open()).send(ref, input),
    async *events(ref, from, signal) {
      yield* (await open()).events(ref, from, signal);
    },
    interrupt: async (ref) => (await open()).interrupt(ref),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}
