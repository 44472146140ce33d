import type { EventContext } from '../../event/context.ts';
import type { CommentEvent, LabelEvent } from '../../event/event.ts';
import type { Facts, PullFacts } from '../plan-facts.ts';
import { fill, hasPlace } from '../template.ts';
import { PROMPTS, type PromptName, UNTRUSTED } from './built-in.ts';
import { type Datum, fenced } from './data.ts';

export interface PromptParts {
  readonly event: CommentEvent | LabelEvent;
  readonly facts: Facts;
  readonly context: EventContext;
  /** Names the fence of the data: nobody who writes data can know it. */
  readonly boundary: string;
  /** RFC 3339. */
  readonly now: string;
  /** What a permitted person asks for; already clean. */
  readonly instruction?: string;
}

/** The whole prompt: the repository's own template or the built-in one, with the thread as fenced data. */
export function promptOf(name: PromptName, parts: PromptParts): string {
  const { event, facts, context, boundary, instruction = '' } = parts;
  const { thread, url } = event;
  const repository = `${thread.owner}/${thread.repo}`;
  const { pull } = facts.thread ?? {};
  const tag = `data-${boundary}`;
  const data = `${fill(UNTRUSTED, { tag, repository })}\n\n${fenced(tag, dataOf(parts))}`;
  const own = facts.templates[name];
  const template = own === undefined ? PROMPTS[name] : complete(own, instruction !== '');
  return fill(template, {
    repository,
    number: String(thread.number),
    kind: thread.kind === 'issue' ? 'issue' : 'pull request',
    url,
    head_sha: pull?.headSha ?? '',
    head_ref: pull === undefined ? '' : headRef(pull, event),
    base_sha: pull?.baseSha ?? '',
    base_ref: pull?.baseRef ?? 'the default branch',
    author: event.kind === 'comment' ? (event.author?.login ?? '') : (event.sender?.login ?? ''),
    run_url: context.runUrl,
    now: parts.now,
    instruction,
    where: place(event),
    data,
  });
}

/** A template of the repository's own that has no place for what must not be lost gets it at its end. */
function complete(template: string, instructed: boolean): string {
  const wanted = [...(instructed ? ['instruction'] : []), 'data'];
  return [template.trimEnd(), ...wanted.filter((name) => !hasPlace(template, name)).map((name) => `{{${name}}}`)].join(
    '\n\n',
  );
}

/** Names of branches and files may hold whole sentences, and commands for a shell: such a one is only told as data. */
const PLAIN_NAME = /^[\w@+=.,/-]{1,250}$/;

const NAMED = '(named in the data)';

/** A fork's branch is named by somebody who may have no write access: that name can be an instruction by itself. */
function headRef({ headRef: name, headRepo }: PullFacts, { thread }: CommentEvent | LabelEvent): string {
  const isOwn = headRepo?.toLowerCase() === `${thread.owner}/${thread.repo}`.toLowerCase();
  return isOwn && PLAIN_NAME.test(name) ? name : NAMED;
}

function place(event: CommentEvent | LabelEvent): string {
  const { path, line } = (event.kind === 'comment' ? event.place : undefined) ?? { path: '' };
  if (path === '') return '\n';
  const where = PLAIN_NAME.test(path) ? path : 'the code in the data';
  return ` It is about ${where}${line === undefined ? '' : `, line ${line}`}.\n`;
}

/** Everything of the thread that may help, as data. */
function dataOf({ event, facts }: PromptParts): readonly Datum[] {
  const { pull, issue, discussion = [] } = facts.thread ?? {};
  const about = pull ?? issue ?? event;
  return [
    { what: 'title', text: about.title },
    { what: 'description', text: about.body },
    ...(event.kind === 'comment' && event.place !== undefined
      ? [{ what: `code at ${event.place.path}`, text: event.place.hunk }]
      : []),
    ...(pull === undefined ? [] : [{ what: 'mergeable', text: pull.mergeable }]),
    ...(pull === undefined || headRef(pull, event) !== NAMED
      ? []
      : [{ what: 'branch of the head', text: pull.headRef }]),
    ...(pull?.failingChecks ?? []).map(({ name, conclusion, url }) => ({
      what: 'failing check',
      text: `${name}: ${conclusion} ${url}`,
    })),
    ...(pull?.reviews ?? []).map(({ author, state, body }) => ({ what: `review by ${author}: ${state}`, text: body })),
    // The newest first: where there is no room for all, the oldest are left out.
    ...discussion.toReversed().map(({ author, body, createdAt }) => ({
      what: `comment by ${author}${createdAt === '' ? '' : ` at ${createdAt}`}`,
      text: body,
    })),
  ].filter(({ text }) => text !== '');
}
