import type { JSX } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { messageOf, Offline } from './api.ts';

/** After so long without an answer it is said that the page still waits (ms). */
const PATIENCE = 10_000;
const WAITING =
  'No answer for 10 seconds, still waiting: the server is busy, or other tabs of this browser hold its connections.';

type Actor = 'person' | 'page';

export interface Notices {
  /**
   * Does something, and says so if it takes long or is refused, until the next success. Returns whether it was done. `by`: what the page
   * does by itself neither hides nor ends what is said of a person's own action. That the server is out of reach is said until it
   * is not, whoever found out.
   */
  readonly attempt: (work: () => Promise<unknown>, by?: Actor) => Promise<boolean>;
  /** It is said that the server is out of reach. */
  readonly isOffline: boolean;
  readonly shown: JSX.Element;
}

/** What went wrong last, until the reader has seen it or something succeeds. */
export function useNotices(): Notices {
  const [refusal, setRefusal] = useState<Refused>();
  const attempt = useCallback(async (work: () => Promise<unknown>, by: Actor = 'person') => {
    const say = (message?: string, isOffline = false): void =>
      setRefusal((before) => {
        if (isOffline) return { by: 'page', message: message ?? '', isOffline };
        if (isOthers(before, by)) return before;
        return message === undefined ? undefined : { by, message, isOffline };
      });
    const timer = setTimeout(() => say(WAITING), PATIENCE);
    try {
      await work();
      say();
      return true;
    } catch (error) {
      say(messageOf(error), error instanceof Offline);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }, []);
  const shown = (
    <div class="notices" role="alert">
      {refusal === undefined ? null : (
        <p>
          <span>{refusal.message}</span>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => setRefusal(undefined)}>
            ✕
          </button>
        </p>
      )}
    </div>
  );
  return { attempt, isOffline: refusal?.isOffline === true, shown };
}

interface Refused {
  readonly by: Actor;
  readonly message: string;
  readonly isOffline: boolean;
}

/** True for what a person did that the page must leave. */
const isOthers = (before: Refused | undefined, by: Actor): boolean => by === 'page' && before?.by === 'person';
