import { type Fields, isObject, text } from './events.ts';

/** One file that a tool call would change or has changed, as its agent says. */
export interface FileEdit {
  readonly path: string;
  /** What was there: the whole file, or the part that changes; absent for a new file. */
  readonly before?: string;
  readonly after: string;
  /** The number of the first line, where that is known and not 1. */
  readonly line?: number;
}

/** Of one tool call no more are read. */
const MAX_EDITS = 100;
/** Lines around a change that are kept with it. */
const CONTEXT = 3;
/** Longer texts of all edits of one call are not carried in its events, in UTF-16 units. */
const MAX_CARRIED = 200_000;

/** The edits in the content of a tool call (ACP, tool call content of type `diff`); what is no edit is left out. */
export function fileEditsOf(content: unknown): readonly FileEdit[] {
  if (!Array.isArray(content)) return [];
  return content.slice(0, MAX_EDITS).flatMap((item: unknown): FileEdit[] => {
    if (!isObject(item) || item.type !== 'diff') return [];
    const [path, after, before] = [text(item, 'path'), text(item, 'newText'), text(item, 'oldText')];
    if (path === undefined || after === undefined) return [];
    return [{ path, after, ...(before !== undefined && { before }) }];
  });
}

/** Names that agents give to the same thing. */
const PATH = ['file_path', 'filePath', 'path', 'filename', 'notebook_path'];
const BEFORE = ['old_string', 'oldString', 'old_str', 'oldText'];
const AFTER = ['new_string', 'newString', 'new_str', 'newText', 'new_source'];
const WHOLE = ['content', 'file_text', 'contents'];

/** The edits that the arguments of a call ask for; none for any other call, and for arguments that have not come whole. */
export function fileEditsInArguments(args: string): readonly FileEdit[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    return [];
  }
  if (!isObject(parsed)) return [];
  const path = first(parsed, PATH);
  if (path === undefined) return [];
  const edits = Array.isArray(parsed.edits) ? parsed.edits.filter(isObject) : [parsed];
  const changes = edits.flatMap((edit): FileEdit[] => {
    const [before, after] = [first(edit, BEFORE), first(edit, AFTER)];
    return after === undefined ? [] : [{ path, before: before ?? '', after }];
  });
  const whole = first(parsed, WHOLE);
  return changes.length > 0 || whole === undefined ? changes : [{ path, before: '', after: whole }];
}

/**
 * The edits as an event carries them: of each what changes, with a few lines around it, since agents send whole files. Those
 * for which there is no room are left out.
 */
export function carriedEdits(edits: readonly FileEdit[]): readonly FileEdit[] {
  let room = MAX_CARRIED;
  return edits.flatMap((edit) => {
    const part = changedPart(edit);
    const size = (part.before?.length ?? 0) + part.after.length;
    if (size > room) return [];
    room -= size;
    return [part];
  });
}

/** The edits that an event of `carriedEdits` says. The stream may be a foreign one. */
export function readCarriedEdits(value: unknown): readonly FileEdit[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_EDITS).flatMap((item: unknown): FileEdit[] => {
    if (!isObject(item)) return [];
    const [path, after, before] = [text(item, 'path'), text(item, 'after'), text(item, 'before')];
    if (path === undefined || after === undefined) return [];
    const line = typeof item.line === 'number' && item.line > 1 ? { line: item.line } : {};
    return [{ path, after, ...(before !== undefined && { before }), ...line }];
  });
}

function changedPart(edit: FileEdit): FileEdit {
  const { after, before, path } = edit;
  if (before === undefined || before === '') return edit;
  const [old, now] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const from = Math.max(0, start - CONTEXT);
  const left = Math.max(0, end - CONTEXT);
  if (from === 0 && left === 0) return edit;
  const part = (lines: readonly string[]): string => lines.slice(from, lines.length - left).join('');
  return { path, before: part(old), after: part(now), ...(from > 0 && { line: from + 1 }) };
}

/** Each with its own end of line. */
const linesOf = (whole: string): readonly string[] => whole.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function first(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = text(fields, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
