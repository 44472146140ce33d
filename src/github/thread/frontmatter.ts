import { isName } from './thread-record.ts';

/**
 * What a pull request's body says of its session, in the predecessor's form: a hint, since everybody with write access
 * can edit it. `source` is the number, `lastAction` RFC 3339.
 */
export interface Frontmatter {
  readonly session?: string;
  readonly source?: number;
  readonly lastAction?: string;
  readonly retryCount?: number;
}

/** Not on a line that is a quote or, by its indent, code, nor behind a backquote: there it is shown, as an example or for what it was. */
const COMMENT = /^(?! {4}| {0,3}[\t>])[^`\n\r\u2028\u2029]*?(<!--\s*acp:((?:(?!-->|<!--)[^>])*)-->)/m;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/s;
const KEYS = { session: 'session_id', source: 'source', lastAction: 'last_action', retryCount: 'retry_count' } as const;

/** The first comment that is hidden; what looks like one in a fenced block is shown. */
function found(body: string): { readonly start: number; readonly end: number; readonly pairs: string } | undefined {
  let fence: string | undefined;
  const lines = body.split('\n').map((line) => {
    const [, mark, info = ''] = FENCE.exec(line) ?? [];
    const isCode = fence !== undefined || mark !== undefined;
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) && info.trim() === '') fence = undefined;
    return isCode ? ' '.repeat(line.length) : line;
  });
  const match = COMMENT.exec(lines.join('\n'));
  if (match === null) return undefined;
  const [whole, comment = '', pairs = ''] = match;
  const end = match.index + whole.length;
  return { start: end - comment.length, end, pairs };
}

/** The first comment `<!-- acp:session_id=NAME source=#N last_action=ISO8601 retry_count=N -->` of a body, keys in any order. */
export function readFrontmatter(body: string): Frontmatter {
  const { pairs = '' } = found(body) ?? {};
  const values = new Map(
    pairs.split(/\s+/).map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
  const session = values.get(KEYS.session);
  const source = number(values.get(KEYS.source)?.replace(/^#/, ''));
  const lastAction = values.get(KEYS.lastAction);
  const retryCount = number(values.get(KEYS.retryCount));
  return {
    ...(isName(session) ? { session } : {}),
    ...(source === undefined ? {} : { source }),
    ...(lastAction !== undefined && /^[\dTZ:.+-]{10,35}$/.test(lastAction) ? { lastAction } : {}),
    ...(retryCount === undefined ? {} : { retryCount }),
  };
}

/**
 * The body with these values in its frontmatter, which comes first where there was none. Nothing else of it changes: the
 * order of the keys, the other values, keys that are none of ours, what stands between them. New keys come last.
 */
export function writeFrontmatter(body: string, values: Frontmatter): string {
  const { session, source, lastAction, retryCount } = values;
  const wanted = new Map<string, string>();
  if (session !== undefined) wanted.set(KEYS.session, session);
  if (source !== undefined) wanted.set(KEYS.source, `#${source}`);
  if (lastAction !== undefined) wanted.set(KEYS.lastAction, lastAction);
  if (retryCount !== undefined) wanted.set(KEYS.retryCount, String(retryCount));
  const missing = new Set(wanted.keys());
  const old = found(body);
  const known = (old?.pairs ?? '').trim().replace(/\S+/g, (pair) => {
    const [key = ''] = pair.split('=', 1);
    const value = wanted.get(key);
    missing.delete(key);
    return value === undefined ? pair : `${key}=${value}`;
  });
  const pairs = [...(known === '' ? [] : [known]), ...[...missing].map((key) => `${key}=${wanted.get(key)}`)];
  const comment = `<!-- acp:${pairs.join(' ')} -->`;
  if (old !== undefined) return `${body.slice(0, old.start)}${comment}${body.slice(old.end)}`;
  return `${comment}${body.includes('\r\n') ? '\r\n' : '\n'}${body}`;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
