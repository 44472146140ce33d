import { type HtmlElement, type HtmlNode, h } from './element.ts';

export interface FoldedProps {
  readonly className: string;
  readonly isOpen: boolean;
  readonly onToggle: ((isOpen: boolean) => void) | undefined;
  readonly title: HtmlNode;
  /** The id of what is folded: a browser opens it for a link that leads there. */
  readonly anchor?: string | undefined;
  /** Made only where it is shown, or where nobody can open it later. */
  readonly children: () => HtmlNode;
}

/** What is folded until someone wants to see it. */
export function folded({ anchor, children, className, isOpen, onToggle, title }: FoldedProps): HtmlElement {
  const toggled = (event: { readonly currentTarget: unknown }): void => {
    onToggle?.((event.currentTarget as { readonly open: boolean }).open);
  };
  const attributes = { class: className, open: isOpen, ...(onToggle && { ontoggle: toggled }) };
  const isShown = isOpen || onToggle === undefined;
  return h(
    'details',
    attributes,
    h('summary', null, title),
    isShown ? h('div', { class: 'body', id: anchor }, children()) : null,
  );
}
