import type { Redactor } from '../../core/secrets/redact.ts';
import type { Session } from '../../core/session/session.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import type { ThreadFacts } from '../plan/plan-facts.ts';

/** In every answer: it never starts anything, whatever token wrote it. It is no record of a run. */
const MARK = '<!-- amber:answer -->';

/** A comment of Amber's that shows no run. */
export function answerBody(text: string): string {
  return `${MARK}\n${text}`;
}

/** What one can say, and what comes of it. */
export function helpText(phrase: string, label: string): string {
  return `**Amber** works on this thread for people with write access.

| say | and Amber |
| --- | --- |
| \`${phrase}\` | fixes the pull request (checks, conflicts, reviews), or investigates the issue and opens one |
| \`${phrase} <text>\` | does what the text says |
| \`${phrase} stop\` | stops what is running here, at once |
| \`${phrase} status\` | says what is running here |
| \`${phrase} retry\` | sends the last instruction again |
| \`${phrase} help\` | says this |

A command while a run is under way comes after it. The label \`${label}\` on an issue has Amber fix it.`;
}

export interface StatusFacts {
  readonly thread: ThreadFacts | undefined;
  /** As its engine shows it now; undefined where it can't be reached from here. */
  readonly session: Session | undefined;
  readonly url: string | undefined;
}

/** What is going on in a thread, as far as its record and its session say. */
export function statusText({ thread, session, url }: StatusFacts, phrase: string, redactor: Redactor): string {
  const record = thread?.record?.record;
  if (record === undefined) return `Nothing has run here yet. \`${phrase}\` or \`${phrase} <text>\` starts a run.`;
  const line = (text: string): string => sanitizeText(text, redactor, { as: 'line', limit: 200 });
  const code = (text: string): string => sanitizeText(text, redactor, { as: 'code', limit: 200 });
  const asked = record.askedBy === '' ? '' : `, asked for by ${code(record.askedBy)}`;
  const what = `The last run (${line(record.promptType)}${asked})`;
  const how =
    record.state === 'ended'
      ? `ended ${code(record.outcome ?? 'before it began')}`
      : `${record.state === 'queued' ? 'waits for its turn' : 'is at work'} since ${line(record.startedAt)}`;
  const name = session?.metadata.name ?? record.session;
  const phase = session?.status?.phase;
  const where = url === undefined || name === null ? code(name ?? '') : `[${line(name)}](${url})`;
  const state = phase === undefined ? '' : `: ${line(phase)}`;
  return [`${what} ${how}.`, name === null ? '' : `Session ${where}${state}.`]
    .filter((text) => text !== '')
    .join('\n\n');
}
