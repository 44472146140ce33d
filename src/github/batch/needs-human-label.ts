import type { Redactor } from '../../core/secrets/redact.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { linkTo } from '../../render/markdown/write-markdown.ts';
import type { GitHubApi, GitHubThread, ThreadComment } from '../api/github-api.ts';
import type { Thread } from '../event/github-event.ts';
import { hasLabel, managedLabel, NEEDS_HUMAN } from '../labels.ts';
import type { Recorded } from '../plan/plan-facts.ts';
import { readRecord, writeRecord } from '../thread/thread-record.ts';
import { keepFrontmatter } from '../thread/update-frontmatter.ts';
import { TRIPPED } from './decide-give-up.ts';
import { type Need, needsText } from './needs-work.ts';

export interface GiveUpDeps {
  readonly api: Pick<
    GitHubApi,
    | 'createComment'
    | 'ensureLabel'
    | 'getComment'
    | 'labelPull'
    | 'pullBody'
    | 'unlabelPull'
    | 'updateComment'
    | 'updatePullBody'
  >;
  readonly redactor: Redactor;
  readonly managedLabel: string;
  /** The trigger phrase. */
  readonly phrase: string;
  /** Labels are made once in a pass. */
  readonly made: Set<string>;
  readonly signal: AbortSignal;
}

/** What is known of a pull request whose attempts are counted. */
export interface Counted {
  readonly thread: Thread;
  readonly known: GitHubThread;
  readonly record: Recorded | undefined;
  readonly needs: readonly Need[];
  readonly attempts: number;
}

/**
 * Gives a pull request to people: the labels say so, and one comment says what was tried. In an order that the next pass
 * can go on with, wherever this one is cut off. @throws AmberError
 */
export async function giveUp(pull: Counted, deps: GiveUpDeps): Promise<void> {
  const { api, managedLabel, signal } = deps;
  const { known, thread } = pull;
  await addLabel(thread.number, NEEDS_HUMAN, known.labels, deps);
  const isPosted = known.comments.some(
    ({ body, createdAt, isOurs }) =>
      isOurs &&
      body.includes(TRIPPED) &&
      Date.parse(createdAt) >= Date.parse(pull.record?.record.startedAt ?? createdAt),
  );
  if (!isPosted) await api.createComment(thread, triedText(pull, deps), signal);
  await api.unlabelPull(thread.number, managedLabel, signal);
}

/** Takes a pull request back that a person has changed something about. @throws AmberError */
export async function takeBack({ known, thread }: Pick<Counted, 'known' | 'thread'>, deps: GiveUpDeps): Promise<void> {
  await addLabel(thread.number, managedLabel(deps.managedLabel), known.labels, deps);
  if (hasLabel(known.labels, NEEDS_HUMAN.name))
    await deps.api.unlabelPull(thread.number, NEEDS_HUMAN.name, deps.signal);
}

/** Counts the attempts of a healthy pull request anew, in the record and in its body. @throws AmberError */
export async function forgetAttempts(
  { known, record, thread }: Pick<Counted, 'known' | 'record' | 'thread'>,
  { api, signal }: GiveUpDeps,
): Promise<void> {
  if (record !== undefined && record.record.attempts > 0) {
    const { body } = await api.getComment(record.commentId, signal);
    const now = readRecord(body);
    if (now?.state === 'ended') {
      const rest = body.slice(body.indexOf('-->') + '-->'.length);
      await api.updateComment(record.commentId, `${writeRecord({ ...now, attempts: 0 })}${rest}`, signal);
    }
  }
  await keepFrontmatter({ number: thread.number, body: known.body }, { retryCount: 0 }, api, signal);
}

async function addLabel(
  number: number,
  label: typeof NEEDS_HUMAN,
  labels: readonly string[],
  { api, made, signal }: GiveUpDeps,
): Promise<void> {
  if (hasLabel(labels, label.name)) return;
  if (!made.has(label.name)) await api.ensureLabel(label, signal);
  made.add(label.name);
  await api.labelPull(number, label.name, signal);
}

const MAX_LISTED = 10;

/** The one comment. */
function triedText({ attempts, known, needs }: Counted, { phrase, redactor }: GiveUpDeps): string {
  const runs = known.comments.filter(({ isOurs }) => isOurs).flatMap((comment) => tryOf(comment, redactor));
  const line = (text: string): string => sanitizeText(text, redactor, { as: 'line', limit: 500 });
  return [
    `${TRIPPED}\n\n🙋 **This pull request needs a person.** Amber has tried ${attempts} ${attempts === 1 ? 'time' : 'times'}, and it is still not well: ${line(needsText(needs))}.`,
    ...(runs.length === 0
      ? []
      : [`What was tried:\n\n${runs.slice(-Math.max(attempts, 1)).slice(-MAX_LISTED).join('\n')}`]),
    `Amber looks after it again after a push or a comment of somebody with write access, \`${phrase}\`, or once the label \`${NEEDS_HUMAN.name}\` is taken off.`,
  ].join('\n\n');
}

/** A run, by its own comment. None is under way any more: one that has no end was killed. */
function tryOf({ body, url }: ThreadComment, redactor: Redactor): readonly string[] {
  const record = readRecord(body);
  if (record === undefined || (record.promptType !== 'fix' && record.promptType !== 'fresh')) return [];
  const outcome = record.state === 'ended' ? (record.outcome ?? 'not begun') : 'lost';
  const line = (text: string): string => sanitizeText(text, redactor, { as: 'line', limit: 200 });
  const session = record.session === null ? '' : `, session ${line(record.session)}`;
  return [`1. ${linkTo(line(record.startedAt), url)}: ${line(outcome)}${session}`];
}
