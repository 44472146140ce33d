import type { Redactor } from '../../core/secrets/redact.ts';
import { Conversation } from '../../core/transcript/conversation.ts';
import type { Cut } from '../../core/transcript/cut-text.ts';
import type { TranscriptEntry, TranscriptRun } from '../../core/transcript/transcript-entry.ts';

/** Of one tool's arguments or result so much is kept, and of a whole session; in UTF-16 units. */
const MOST = 40_000;
const TOTAL = 24_000_000;

/** A conversation that keeps what an export shows: bounded, however long the session. */
export function exportedConversation({ all }: Pick<Redactor, 'all'>, total = TOTAL): Conversation {
  return new Conversation({ most: MOST, total, mask: all });
}

/**
 * An entry without secrets, before more of it is cut or set apart. Markdown is left as it is, since a mask would mean something
 * in it: it is looked at as its reader sees it.
 */
export function maskedEntry(entry: TranscriptEntry, { all }: Pick<Redactor, 'all'>): TranscriptEntry {
  if (entry.kind === 'reasoning') return entry;
  if (entry.kind === 'message') return { ...entry, role: all(entry.role) };
  const { args, edits, error, name, result } = entry;
  const cuts: { [field in 'args' | 'result' | 'error']?: Cut | undefined } = { ...entry.cuts };
  const masked = (text: string, field: keyof typeof cuts): string => {
    const cut = cuts[field];
    if (cut === undefined) return all(text);
    const [head, tail] = [all(text.slice(0, cut.at)), all(text.slice(cut.at))];
    cuts[field] = { ...cut, at: head.length };
    return head + tail;
  };
  return {
    ...entry,
    name: all(name),
    args: masked(args, 'args'),
    ...(edits !== undefined && {
      edits: edits.map(({ after, before, path, ...edit }) => ({
        ...edit,
        path: all(path),
        after: all(after),
        ...(before !== undefined && { before: all(before) }),
      })),
    }),
    ...(result !== undefined && { result: masked(result, 'result') }),
    ...(error !== undefined && { error: masked(error, 'error') }),
    cuts,
  };
}

/** The same of a run. */
export function maskedRun(run: TranscriptRun, { all }: Pick<Redactor, 'all'>): TranscriptRun {
  const { error } = run;
  if (error === undefined) return run;
  return { ...run, error: { ...error, message: all(error.message), code: all(error.code) } };
}
