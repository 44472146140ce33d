import { type CommentEvent, GHOST, isRepo, type LabelEvent } from '../../event/github-event.ts';
import { mayPush } from '../../event/who-may-start.ts';
import type { PlanFacts, PullFacts } from '../plan-facts.ts';
import type { Datum } from './fenced-data.ts';

/** A piece of the thread as GitHub gave it. */
export interface RawDatum extends Datum {
  /** Markdown is shown without what it hides; the rest as it is. */
  readonly is: 'markdown' | 'text';
}

/** Logins whose access decides what their words are worth, and is not known yet, newest first. */
export function authorsOf({ access, thread }: PlanFacts): readonly string[] {
  const { pull, issue, discussion = [] } = thread ?? {};
  const logins = [
    (pull ?? issue)?.author ?? '',
    ...(pull?.reviews ?? []).filter(({ canPush }) => canPush === undefined).map(({ author }) => author),
    ...discussion.map(({ author }) => author).reverse(),
  ].map((login) => login.toLowerCase());
  return [...new Set(logins)].filter((login) => login !== '' && login !== GHOST && access[login] === undefined);
}

/** Everything of the thread that may help, each piece with who wrote it; those of people with write access before others. */
export function threadData(
  event: CommentEvent | LabelEvent,
  { access, thread }: PlanFacts,
  quoted: string | undefined,
): readonly RawDatum[] {
  const { pull, issue, discussion = [] } = thread ?? {};
  const about = pull ?? issue;
  const standing = (login: string, canPush: boolean): string =>
    `${login}, someone ${canPush ? 'with' : 'without'} write access`;
  const canPush = (login: string): boolean => mayPush(access[login.toLowerCase()]);
  const opener = standing(about?.author ?? GHOST, canPush(about?.author ?? ''));
  const text = (what: string, text: string): RawDatum => ({ what, text, is: 'text' });
  const markdown = (what: string, text: string): RawDatum => ({ what, text, is: 'markdown' });
  const said = [
    ...(pull?.reviews ?? []).map((review) => ({
      trusted: review.canPush ?? canPush(review.author),
      write: (by: string) => markdown(`review by ${by}: ${review.state}`, review.body),
      author: review.author,
    })),
    // The newest first: where there is no room for all, the oldest are left out.
    ...discussion.toReversed().map(({ author, body, createdAt }) => ({
      trusted: canPush(author),
      write: (by: string) => markdown(`comment by ${by}${createdAt === '' ? '' : ` at ${createdAt}`}`, body),
      author,
    })),
  ].toSorted((a, b) => Number(b.trusted) - Number(a.trusted));
  return [
    text(`title by ${opener}`, about?.title ?? event.title),
    markdown(`description by ${opener}`, about?.body ?? event.body),
    // A quote may repeat what another person said, or what no one said.
    text('quoted in the request; its author is not known, and may be someone without write access', quoted ?? ''),
    ...(event.kind === 'comment' && event.place !== undefined
      ? [text(`code at ${event.place.path}`, event.place.hunk)]
      : []),
    ...(pull === undefined ? [] : [text('mergeable', pull.mergeable)]),
    ...(pull === undefined || headRef(pull, event) !== NAMED ? [] : [text('branch of the head', pull.headRef)]),
    ...(pull?.failingChecks ?? []).map(({ name, conclusion, url }) =>
      text('failing check', `${name}: ${conclusion} ${url}`),
    ),
    ...said.map(({ author, trusted, write }) => write(standing(author, trusted))),
  ].filter(({ text }) => text !== '');
}

/** Names of branches and files may hold whole sentences, and commands for a shell: such a one is shown only as data. */
const PLAIN_NAME = /^[\w@+=.,/-]{1,250}$/;

export const isPlainName = (name: string): boolean => PLAIN_NAME.test(name);

/** Stands for a name that is shown only as data. */
const NAMED = '(named in the data)';

/** A fork's branch may be named by a person without write access: that name can be an instruction by itself. */
export function headRef({ headRef: name, headRepo }: PullFacts, { thread }: CommentEvent | LabelEvent): string {
  return isRepo(headRepo, thread) && isPlainName(name) ? name : NAMED;
}
