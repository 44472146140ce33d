import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from './api.ts';

type Actor = 'person' | 'page';

export interface Notices {
  /**
   * Does something, and says so if it is refused, until the next success. Returns whether it was done. `by`: what the page
   * does by itself neither hides nor ends what is said of a person's own action.
   */
  readonly attempt: (work: () => Promise<unknown>, by?: Actor) => Promise<boolean>;
  readonly shown: JSX.Element;
}

/** What went wrong last, until the reader has seen it or something succeeds. */
export function useNotices(): Notices {
  const [refusal, setRefusal] = useState<{ readonly by: Actor; readonly message: string }>();
  const attempt = useCallback(async (work: () => Promise<unknown>, by: Actor = 'person') => {
    try {
      await work();
      setRefusal((before) => (isOthers(before, by) ? before : undefined));
      return true;
    } catch (error) {
      const message = messageOf(error);
      setRefusal((before) => (isOthers(before, by) ? before : { by, message }));
      return false;
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
  return { attempt, shown };
}

/** True for what a person did that the page must leave. */
const isOthers = (before: { readonly by: Actor } | undefined, by: Actor): boolean =>
  by === 'page' && before?.by === 'person';

/** A dialog in front of the page; closed by Escape, too. */
export function Dialog({
  children,
  label,
  onClose,
}: {
  readonly children: ComponentChildren;
  readonly label: string;
  readonly onClose: () => void;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-label={label} onClose={onClose}>
      {children}
    </dialog>
  );
}

/** Asks before something that can't be undone. */
export function Confirm(props: {
  readonly question: string;
  readonly about: string;
  readonly action: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { about, action, onClose, onYes, question } = props;
  return (
    <Dialog label={question} onClose={onClose}>
      <h2>{question}</h2>
      <p>{about}</p>
      <div class="actions">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            onYes();
            onClose();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
