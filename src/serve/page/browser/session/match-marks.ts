import type { Row } from '../../../../core/transcript/conversation-rows.ts';
import { type Match, matchesIn, SeenTexts, withoutRepeats } from '../../../../render/html/seen-text.ts';
import type { ShownMatch } from './transcript-search.ts';

/** Whether this browser can mark text without changing its elements. Else the row is outlined. */
export const CAN_MARK = typeof Highlight === 'function';

/** Marks all matches in rows that exist, and the one that is shown in a colour of its own; without one, none. */
export function markMatches(rows: ReadonlyMap<Element, Row>, shown: ShownMatch | undefined): void {
  if (!CAN_MARK || (shown === undefined && CSS.highlights.size === 0)) return;
  CSS.highlights.clear();
  if (shown === undefined) return;
  const all: StaticRange[] = [];
  for (const [element, row] of rows) {
    const matches = matchesIn(textsOf(element), shown.pattern);
    all.push(...matches.map((match) => new StaticRange(boundsOf(match))));
    const match = row === shown.hit.row ? nthOf(matches, shown.nth) : undefined;
    if (match !== undefined) {
      const mark = new Highlight(new StaticRange(boundsOf(match)));
      mark.priority = 1;
      CSS.highlights.set('shown-match', mark);
    }
  }
  CSS.highlights.set('match', new Highlight(...all));
}

/** Unfolds and scrolls what is within a row, so that its nth match can be seen. Returns where that is in the window. */
export function revealMatch(row: Element, pattern: RegExp, nth: number): DOMRect | undefined {
  const match = nthOf(matchesIn(textsOf(row), pattern), nth);
  if (match === undefined) return undefined;
  const range = new Range();
  const { endContainer, endOffset, startContainer, startOffset } = boundsOf(match);
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  for (let box = startContainer.parentElement; box !== null && box !== row; box = box.parentElement) {
    if (box instanceof HTMLDetailsElement) box.open = true;
    scrollWithin(box, range);
  }
  const place = range.getClientRects()[0];
  return place === undefined || place.height === 0 ? undefined : place;
}

function scrollWithin(box: Element, range: Range): void {
  if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) return;
  if (!/auto|scroll/.test(getComputedStyle(box).overflow)) return;
  const place = range.getClientRects()[0];
  const window = box.getBoundingClientRect();
  if (place === undefined) return;
  if (place.top < window.top || place.bottom > window.bottom)
    box.scrollTop += place.top - window.top - box.clientHeight / 2;
  if (place.left < window.left || place.right > window.right)
    box.scrollLeft += place.left - window.left - box.clientWidth / 2;
}

function textsOf(element: Element): SeenTexts<Text>['all'] {
  const texts = new SeenTexts<Text>();
  const walk = (parent: Element): void => {
    for (const node of parent.childNodes) {
      if (node instanceof Text) texts.add(node, node.data);
      else if (node instanceof Element)
        texts.within({ tag: node.localName, classes: node.className, isAriaHidden: node.ariaHidden === 'true' }, () =>
          walk(node),
        );
    }
  };
  walk(element);
  texts.end();
  return texts.all;
}

/** The last where there are fewer: the rest is about to be drawn. */
function nthOf(matches: readonly Match<Text>[], nth: number): Match<Text> | undefined {
  const counted = withoutRepeats(matches);
  return counted[Math.min(nth, counted.length - 1)];
}

function boundsOf({ at, length, seen: { pieces } }: Match<Text>): StaticRangeInit {
  const [startContainer, startOffset] = placeOf(pieces, at);
  const [endContainer, lastOffset] = placeOf(pieces, at + length - 1);
  return { startContainer, startOffset, endContainer, endOffset: lastOffset + 1 };
}

/** The piece that holds a character of a text, and the character's place in it. */
function placeOf(pieces: readonly Text[], at: number): readonly [piece: Text, at: number] {
  let left = at;
  for (const piece of pieces) {
    if (left < piece.length) return [piece, left];
    left -= piece.length;
  }
  throw new RangeError('A match ends where its text does');
}
