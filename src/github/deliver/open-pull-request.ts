import { isAmberError } from '../../core/errors.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { GitHubApi, MarkedPull, NewPull } from '../api/github-api.ts';
import { isRepo, type Thread } from '../event/github-event.ts';
import { hasLabel } from '../labels.ts';
import { sanitizeMarkdown } from '../markdown/read-in-worker.ts';
import type { Frontmatter } from '../thread/frontmatter.ts';
import { keepFrontmatter } from '../thread/update-frontmatter.ts';

/** Of the agent's account in a body, in characters; GitHub takes 65,536 of all. */
const MAX_ACCOUNT = 40_000;

export interface PullText {
  /** Markdown of the agent's. */
  readonly account: string;
  /** The issue that it fixes. */
  readonly fixes?: number;
  /** In small print at its end; Markdown. */
  readonly footer: string;
}

/** The body of a new pull request. */
export async function pullBody({ account, fixes, footer }: PullText, redactor: Redactor): Promise<string> {
  const parts = [
    await sanitizeMarkdown(account, redactor, MAX_ACCOUNT),
    fixes === undefined ? '' : `Fixes #${fixes}`,
    footer === '' ? '' : `<sub>${footer}</sub>`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

export interface OpenedPull extends Omit<MarkedPull, 'headRepo'> {
  readonly isNew: boolean;
}

/** The open pull request of a branch: the one that is there, or a new one. @throws AmberError */
export async function openPull(
  { repository, ...wanted }: NewPull & { readonly repository: Pick<Thread, 'owner' | 'repo'> },
  api: Pick<GitHubApi, 'createPull' | 'pullsOfBranch'>,
): Promise<OpenedPull> {
  const find = async (): Promise<OpenedPull | undefined> => {
    const found = (await api.pullsOfBranch(wanted.head)).find(({ headRepo }) => isRepo(headRepo, repository));
    return found && { ...found, isNew: false };
  };
  const there = await find();
  if (there !== undefined) return there;
  try {
    const made = await api.createPull(wanted).catch((error: unknown) => {
      // Not every plan of GitHub's has drafts.
      if (wanted.draft && isAmberError(error, 'INVALID') && /draft/i.test(error.message))
        return api.createPull({ ...wanted, draft: false });
      throw error;
    });
    return { ...made, body: wanted.body, labels: [], isNew: true };
  } catch (error) {
    // No answer came to a request that was done, or another job was faster.
    const made = isAmberError(error, 'UNAVAILABLE', 'INVALID', 'TIMEOUT') ? await find() : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

/** By what Amber knows a pull request that it looks after. */
export interface PullMarks {
  readonly hints: Frontmatter;
  readonly label: string;
}

/** Gives a pull request its label and its frontmatter, unless they are there. @throws AmberError */
export async function markPull(
  pull: OpenedPull,
  { hints, label }: PullMarks,
  api: Pick<GitHubApi, 'labelPull' | 'pullBody' | 'updatePullBody'>,
): Promise<void> {
  await keepFrontmatter(pull, hints, api);
  if (!hasLabel(pull.labels, label)) await api.labelPull(pull.number, label);
}
