import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * The box for a message. `send` resolves to whether it was taken; what was not stays in the box, also over a reload of the
 * page: `draftKey` names the session.
 */
export function Composer(props: {
  readonly draftKey: string;
  /** What Send does beside sending. */
  readonly isStopped: boolean;
  readonly isRunning: boolean;
  readonly send: (message: string) => Promise<boolean>;
}): JSX.Element {
  const { draftKey, isRunning, isStopped, send } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [isBusy, setBusy] = useState(false);
  useLayoutEffect(() => {
    const box = field.current;
    if (box === null) return;
    box.value = draft(draftKey) ?? '';
    fitHeight(box);
  }, []);
  const submit = async (): Promise<void> => {
    const box = field.current;
    const message = box?.value.trim() ?? '';
    if (box === null || message === '' || isBusy) return;
    setBusy(true);
    if (await send(message)) {
      box.value = '';
      draft(draftKey, '');
      fitHeight(box);
    }
    setBusy(false);
    box.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label class="hidden" for="message">
        Message
      </label>
      <textarea
        id="message"
        ref={field}
        rows={1}
        placeholder={isStopped ? 'Send a message: the session is started for it' : 'Send a message'}
        aria-keyshortcuts="Control+Enter"
        onInput={({ currentTarget }) => {
          draft(draftKey, currentTarget.value);
          fitHeight(currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void submit();
        }}
      />
      <button type="submit" class="primary" disabled={isBusy}>
        {isBusy
          ? isStopped
            ? 'Starting …'
            : 'Sending …'
          : isStopped
            ? 'Start and send'
            : isRunning
              ? 'Queue'
              : 'Send'}
        <kbd>Ctrl Enter</kbd>
      </button>
    </form>
  );
}

/** As high as its text, until it would take the page. */
function fitHeight(box: HTMLTextAreaElement): void {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight + 2, innerHeight * 0.4)}px`;
}

/** What this tab keeps of a message that was not sent; `text` takes its place. A browser may keep nothing, or not that much. */
function draft(key: string, text?: string): string | null {
  try {
    if (text !== undefined) sessionStorage.setItem(key, text);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
