import { isAmberError } from '../../core/errors.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { linkTo } from '../../render/markdown/write-markdown.ts';
import type { GitHubApi } from '../api/github-api.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import { writeFrontmatter } from '../thread/frontmatter.ts';
import { type BranchDeliveryDeps, type DeliveryTarget, deliverToBranch } from './deliver-to-branch.ts';
import { type Delivery, NOTHING_CHANGED, pushedLine } from './delivery-report.ts';
import type { Collected } from './git/collect-work.ts';
import { accountOf } from './git/commit-message.ts';
import { markPull, type OpenedPull, openPull, type PullMarks, pullBody } from './open-pull-request.ts';
import type { LeavePatch } from './write-patch.ts';

/** The pull request that a branch is to have. */
export interface WantedPull {
  /** Where the account's first line is no title. */
  readonly title: string;
  readonly fixes?: number;
  /** Markdown. */
  readonly footer: string;
  /** Absent where Amber does not look after it. */
  readonly marks?: PullMarks;
  readonly draft: boolean;
}

/** Work, and what is to become of it. */
export interface DeliveryOrder {
  readonly collected: Collected;
  readonly target: DeliveryTarget;
  /** What the agent says of it: Markdown. */
  readonly account: string;
  /** Absent where the branch is all. */
  readonly pull?: WantedPull;
}

export interface DeliveryDeps extends BranchDeliveryDeps {
  readonly api: BranchDeliveryDeps['api'] &
    Pick<GitHubApi, 'createPull' | 'pullsOfBranch' | 'labelPull' | 'pullBody' | 'updatePullBody'>;
  readonly place: Pick<WorkflowContext, 'serverUrl' | 'owner' | 'repo'>;
  readonly leavePatch: LeavePatch;
  /** More that is to be said of what was pushed: Markdown, a paragraph each. */
  readonly afterPush?: () => Promise<readonly string[]>;
}

/**
 * Brings work to its branch, and opens the pull request that it is to have. What is in the way is a reason in what it returns; the
 * work is in a patch then. @throws the signal's reason
 */
export async function deliverToPullRequest(order: DeliveryOrder, deps: DeliveryDeps): Promise<Delivery> {
  const { collected, pull, target } = order;
  const { leavePatch, place, redactor } = deps;
  let arrived: Awaited<ReturnType<typeof deliverToBranch>>;
  try {
    arrived = await deliverToBranch(collected, target, deps);
  } catch (error) {
    if (!isAmberError(error)) throw error;
    const left = target.start === undefined ? {} : await leavePatch(collected, target.start, collected.commit);
    return { reasons: [{ why: error.message }], ...left, lines: [] };
  }
  const notes = leftOutLine(collected, deps);
  if (arrived.kind === 'stopped')
    return {
      reasons: arrived.reasons,
      ...(await leavePatch(collected, arrived.work.against, arrived.work.commit)),
      lines: notes,
    };
  const pushed = arrived.kind === 'pushed' ? arrived.work : undefined;
  const isOwn = pushed === undefined || pushed.beside === undefined;
  const wanted = (pushed !== undefined || (arrived.kind === 'nothing' && arrived.isAhead)) && isOwn ? pull : undefined;
  const { pull: there, reasons } = wanted === undefined ? { reasons: [] } : await opened(order, wanted, deps);
  const more = pushed === undefined && there?.isNew !== true ? [] : ((await deps.afterPush?.()) ?? []);
  const said =
    pushed !== undefined
      ? pushedLine(pushed, there, place, redactor)
      : there?.isNew === true
        ? `📦 Opened pull request #${there.number} of what was pushed before`
        : NOTHING_CHANGED;
  return {
    ...(pushed === undefined ? {} : { branch: pushed.branch, commit: pushed.commit }),
    ...(there === undefined ? {} : { branch: target.branch, pull: there }),
    reasons,
    lines: [said, ...(reasons.length > 0 && there === undefined ? [compareLine(target, deps)] : []), ...more, ...notes],
  };
}

/** The pull request of the branch, and why it could not be opened or marked. */
async function opened(
  { account, target }: DeliveryOrder,
  { draft, fixes, footer, marks, title }: WantedPull,
  { api, place, redactor }: DeliveryDeps,
): Promise<Pick<Delivery, 'pull' | 'reasons'>> {
  const said = accountOf(account, title, redactor);
  const parts = { account: said.text, footer, ...(fixes === undefined ? {} : { fixes }) };
  const body = await pullBody(parts, redactor);
  const wanted = {
    head: target.branch,
    base: target.base,
    repository: place,
    title: said.title,
    body: marks === undefined ? body : writeFrontmatter(body, marks.hints),
    draft,
  };
  let pull: OpenedPull | undefined;
  try {
    pull = await openPull(wanted, api);
    if (marks !== undefined) await markPull(pull, marks, api);
    return { pull, reasons: [] };
  } catch (error) {
    if (!isAmberError(error)) throw error;
    const isForbidden = isAmberError(error, 'FORBIDDEN');
    const rights = isForbidden ? '; the token needs pull-requests: write' : '';
    if (pull !== undefined) {
      const what = `pull request #${pull.number} is open, and could not be given its label and its first line`;
      return { pull, reasons: [{ why: `${what}: ${error.message}${rights}` }] };
    }
    const setting = isForbidden ? ', and the repository’s settings must let Actions create pull requests' : '';
    const what = `the work is on branch ${target.branch}, and no pull request could be opened`;
    return { reasons: [{ why: `${what}: ${error.message}${rights}${setting}` }] };
  }
}

function compareLine({ base, branch }: DeliveryTarget, { place }: DeliveryDeps): string {
  const range = `${encodeURIComponent(base)}...${encodeURIComponent(branch)}`;
  return linkTo(
    'Open the pull request by hand',
    `${place.serverUrl}/${place.owner}/${place.repo}/compare/${range}?expand=1`,
  );
}

/** Says what of the work could not be taken: a line, or none. */
export function leftOutLine({ leftOut }: Pick<Collected, 'leftOut'>, { redactor }: DeliveryDeps): readonly string[] {
  if (leftOut.length === 0) return [];
  return [`Left out: ${sanitizeText(leftOut.slice(0, 5).join('; '), redactor, { as: 'line', limit: 1_000 })}`];
}
