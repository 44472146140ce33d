import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from './api.ts';

export interface Notices {
  /** Does something, and says so if it is refused. Returns whether it was done. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly shown: JSX.Element;
}

/** What went wrong, until the reader has seen it. */
export function useNotices(): Notices {
  const [messages, setMessages] = useState<readonly string[]>([]);
  const attempt = useCallback(async (work: () => Promise<unknown>) => {
    try {
      await work();
      return true;
    } catch (error) {
      const message = messageOf(error);
      setMessages((before) => [...before.filter((one) => one !== message), message].slice(-3));
      return false;
    }
  }, []);
  const dismiss = (message: string): void => setMessages((before) => before.filter((one) => one !== message));
  const shown = (
    <div class="notices" role="alert">
      {messages.map((message) => (
        <p key={message}>
          <span>{message}</span>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(message)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
  return { attempt, shown };
}

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
