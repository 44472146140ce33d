import { text } from '../core/agui/events.ts';
import type { Update } from '../core/update.ts';

/**
 * The same updates with the pieces of one text that follow each other as one: to look for secrets and control sequences
 * in each piece of a flood costs more than all the rest (2 µs a piece, measured).
 */
export function joinDeltas(updates: readonly Update[]): readonly Update[] {
  const joined: Update[] = [];
  for (let at = 0; at < updates.length; ) {
    const first = updates[at];
    if (first === undefined) break;
    let end = at + 1;
    if (isPiece(first)) while (end < updates.length && continues(first, updates[end])) end += 1;
    joined.push(end === at + 1 ? first : asOne(first, updates.slice(at, end)));
    at = end;
  }
  return joined;
}

function isPiece(update: Update): boolean {
  return update.type === 'event' && update.event.type === 'TEXT_MESSAGE_CONTENT';
}

function continues(first: Update, next: Update | undefined): boolean {
  return (
    first.type === 'event' &&
    next?.type === 'event' &&
    next.event.type === first.event.type &&
    next.event.messageId === first.event.messageId &&
    next.foreign === first.foreign &&
    next.event.role === first.event.role
  );
}

function asOne(first: Update, pieces: readonly Update[]): Update {
  if (first.type !== 'event') return first;
  const deltas = pieces.map((piece) => (piece.type === 'event' ? (text(piece.event, 'delta') ?? '') : ''));
  const { raw: _raw, ...rest } = first;
  return { ...rest, event: { ...first.event, delta: deltas.join('') } };
}
