import { EXIT } from '../../core/exit-code.ts';
import type { Result } from '../../core/result.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { linkTo } from '../../render/markdown/write-markdown.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import type { Prepared } from './deliver-to-branch.ts';
import type { Reason } from './guards/guards.ts';
import type { OpenedPull } from './open-pull-request.ts';

/** What has become of a run's work. */
export interface Delivery {
  readonly branch?: string;
  readonly commit?: string;
  readonly pull?: OpenedPull;
  /** Why the work, or a part of it, is not on GitHub as it should be; empty if all is well. */
  readonly reasons: readonly Reason[];
  /** A file with the work as a patch, where it was not pushed. */
  readonly patchPath?: string;
  /** The folder with the work, for a job that brings it to GitHub. */
  readonly folder?: string;
  /** What people read of it: Markdown, a paragraph each. */
  readonly lines: readonly string[];
  /** A small patch, as foreign text. */
  readonly patch?: string;
}

/** Said where there is nothing to deliver. */
export const NOTHING_CHANGED = 'Nothing has changed: there is nothing to push.';

type Place = Pick<WorkflowContext, 'serverUrl' | 'owner' | 'repo'>;

/** What was pushed, where, and what readers should know about it. Markdown. */
export function pushedLine(
  { beside, branch, changes, commit, isMerged }: Prepared,
  pull: OpenedPull | undefined,
  place: Place,
  redactor: Redactor,
): string {
  const home = `${place.serverUrl}/${place.owner}/${place.repo}`;
  const name = sanitizeText(branch, redactor, { as: 'code', limit: 300 });
  const count = changes.commits.length;
  const commits = `${count} ${count === 1 ? 'commit' : 'commits'}`;
  const link = linkTo(commit.slice(0, 8), `${home}/commit/${commit}`);
  const what =
    pull === undefined ? '' : pull.isNew ? `Opened pull request #${pull.number}: ` : `Pull request #${pull.number}: `;
  if (beside === undefined)
    return `📦 ${what}${commits} on ${name} (${link})${isMerged ? ', with what was pushed there meanwhile merged in' : ''}`;
  const why =
    beside === 'moved'
      ? 'The branch moved while the agent worked, and the two can’t be merged'
      : 'This pull request is not open any more';
  return `📦 ${why}: ${commits} on ${name} beside it (${linkTo('compare', `${home}/compare/${encodeURIComponent(branch)}`)})`;
}

/** The same for the job's log, as plain text; undefined where there is nothing to tell. */
export function loggedLine({ branch, commit, folder, lines, pull }: Delivery): string | undefined {
  const at = pull === undefined ? '' : `pull request #${pull.number}: ${pull.url}`;
  if (commit !== undefined) return `delivered: ${commit.slice(0, 8)} to ${branch}${at && `, ${at}`}`;
  if (folder !== undefined) return `delivered: nothing yet; a step with deliver-from brings what is in ${folder}`;
  if (at !== '') return `delivered: ${at}`;
  return lines.includes(NOTHING_CHANGED) ? 'delivered: nothing has changed' : undefined;
}

/** The run's result, where its work is not on GitHub as it should be. */
export function withReasons(result: Result, delivery: Delivery | undefined): Result {
  if (delivery === undefined || delivery.reasons.length === 0) return result;
  const { hint, message } = notDelivered(delivery);
  const error = { code: 'NOT_DELIVERED', message, ...(hint === undefined ? {} : { hint }) };
  return { ...result, exitCode: result.exitCode === EXIT.ok ? EXIT.undelivered : result.exitCode, error };
}

/**
 * Why the work is not on GitHub as it should be, and what can be done. `nameOf` is what a person gives in place of an input of the
 * Action; undefined where there is nothing.
 */
export function notDelivered(
  { patchPath, reasons }: Delivery,
  nameOf: (input: string) => string | undefined = (input) => input,
): { readonly message: string; readonly hint?: string } {
  const named = reasons.map(({ input }) => (input === undefined ? undefined : nameOf(input)));
  // One reason that nothing allows holds all of it back.
  const inputs = named.includes(undefined) ? [] : [...new Set(named)];
  const parts = [
    ...(patchPath === undefined ? [] : [`the work is in ${patchPath}`]),
    ...(inputs.length === 0 ? [] : [`${inputs.join(' and ')} can let it through`]),
  ];
  return {
    message: `the work was not delivered: ${reasons.map(({ why }) => why).join('; ')}`,
    ...(parts.length === 0 ? {} : { hint: parts.join('; ') }),
  };
}
