import { type ComponentChild, h, type JSX } from 'preact';
import type { HtmlNode } from '../../../render/html/element.ts';
import { type ShownState, stateBadge } from '../../../render/html/session/state-badge.ts';

/**
 * What exports write as HTML, as elements of this page: nothing is parsed, so that nothing foreign can be executed.
 */
export function toElements(node: HtmlNode): ComponentChild {
  if (node === null || typeof node === 'string') return node;
  if (isList(node)) return node.map(toElements);
  return h(node.tag, { ...node.attributes }, toElements(node.children));
}

function isList(node: HtmlNode): node is readonly HtmlNode[] {
  return Array.isArray(node);
}

/** What a session does, or what came of it. */
export function StateBadge(shown: ShownState): JSX.Element {
  return <>{toElements(stateBadge(shown))}</>;
}
