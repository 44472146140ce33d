import type { CommentEvent, LabelEvent } from '../event/github-event.ts';
import { mayPush } from '../event/who-may-start.ts';
import type { PlanFacts } from './plan-facts.ts';

/** Uploads of one text that are looked at: a person can't look at more of them at once either. */
const MOST = 10;

const ADDRESS = /https?:\/\/[^\s"'<>()[\]\\`]+/g;
const ASSET = /^\/user-attachments\/assets\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Where GitHub keeps the images of private repositories: its addresses are signed, and count for minutes. */
const PRIVATE_IMAGES = 'private-user-images.githubusercontent.com';

/** True for the address of a file that somebody has put into a comment on that server: nobody else's can look like it. */
export function isUpload(url: URL, serverUrl: string): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === new URL(serverUrl).origin) return ASSET.test(url.pathname) && url.search === '';
  return url.protocol === 'https:' && url.host === PRIVATE_IMAGES;
}

/** The addresses of such files in a text, each once. What is quoted in it somebody else may have written. */
export function uploadsIn(markdown: string, serverUrl: string): readonly string[] {
  const own = markdown.replace(/^[ \t]*>.*$/gm, '');
  const found = [...own.matchAll(ADDRESS)].flatMap(([address]) => {
    const url = URL.parse(address);
    return url !== null && isUpload(url, serverUrl) ? [url.href] : [];
  });
  return [...new Set(found)].slice(0, MOST);
}

/**
 * What goes with the prompt of a run: uploads of the comment that asks for it, whose author is permitted, and for a new
 * session those of the issue's or pull request's own text, where its author may push.
 */
export function uploadsFor(
  { access, thread }: PlanFacts,
  event: CommentEvent | LabelEvent,
  serverUrl: string,
  { instruction, isNew }: { readonly instruction: string; readonly isNew: boolean },
): readonly string[] {
  const about = thread?.pull ?? thread?.issue;
  const isTrusted = about !== undefined && mayPush(access[about.author?.toLowerCase() ?? '']);
  const body = isNew && isTrusted ? (about.body ?? event.body) : '';
  return [...new Set([...uploadsIn(instruction, serverUrl), ...uploadsIn(body, serverUrl)])].slice(0, MOST);
}
