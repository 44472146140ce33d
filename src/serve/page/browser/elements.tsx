import { type ComponentChild, type ComponentChildren, h, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type HtmlNode, isList } from '../../../render/html/element.ts';
import { type ShownState, stateBadge } from '../../../render/html/session/state-badge.ts';

/**
 * What exports write as HTML, as elements of this page: nothing is parsed, so that nothing foreign can be executed.
 * Attributes are Preact's own properties: handlers are attached without a script in the page's HTML, which its policy
 * forbids, and `key` says which elements are still the same ones when others come before them.
 */
export function toElements(node: HtmlNode): ComponentChild {
  if (node === null || typeof node === 'string') return node;
  if (isList(node)) return node.map(toElements);
  node.made ??= h(node.tag, { ...node.attributes }, toElements(node.children));
  return node.made as JSX.Element;
}

/** What a session does, or what came of it. */
export function StateBadge(shown: ShownState): JSX.Element {
  return <>{toElements(stateBadge(shown))}</>;
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
