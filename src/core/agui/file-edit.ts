import { isObject, text } from './events.ts';

/** One file that a tool call would change or has changed, as its agent tells it (ACP, tool call content of type `diff`). */
export interface FileEdit {
  readonly path: string;
  /** What was there: the whole file, or the part that changes; absent for a new file. */
  readonly before?: string;
  readonly after: string;
}

/** Of one tool call no more are read. */
const MAX_EDITS = 100;

/** The edits in the content of a tool call; what is no edit is left out. */
export function fileEditsOf(content: unknown): readonly FileEdit[] {
  if (!Array.isArray(content)) return [];
  return content.slice(0, MAX_EDITS).flatMap((item: unknown): FileEdit[] => {
    if (!isObject(item) || item.type !== 'diff') return [];
    const [path, after, before] = [text(item, 'path'), text(item, 'newText'), text(item, 'oldText')];
    if (path === undefined || after === undefined) return [];
    return [{ path, after, ...(before !== undefined && { before }) }];
  });
}
