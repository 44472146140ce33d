import { type Fields, isObject, text } from '../../core/agui/events.ts';

/** What a tool call changes in a file, as its arguments say. */
export interface FileChange {
  readonly path: string;
  /** "" for a file that is written whole. */
  readonly before: string;
  readonly after: string;
}

/** Names that agents give to the same thing. */
const PATH = ['file_path', 'filePath', 'path', 'filename', 'notebook_path'];
const BEFORE = ['old_string', 'oldString', 'old_str', 'oldText'];
const AFTER = ['new_string', 'newString', 'new_str', 'newText', 'new_source'];
const WHOLE = ['content', 'file_text', 'contents'];

/** The changes that a call asks for; none for any other call, and for arguments that have not come whole. */
export function fileChanges(args: string): readonly FileChange[] {
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
  const changes = edits.flatMap((edit): FileChange[] => {
    const [before, after] = [first(edit, BEFORE), first(edit, AFTER)];
    return after === undefined ? [] : [{ path, before: before ?? '', after }];
  });
  const whole = first(parsed, WHOLE);
  return changes.length > 0 || whole === undefined ? changes : [{ path, before: '', after: whole }];
}

function first(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = text(fields, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
