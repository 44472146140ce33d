import { isAmberError } from '../../core/errors.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { visible } from '../../render/markdown/visible-text.ts';
import type { GitHubApi, MarkedPull } from '../api/github-api.ts';
import { isRepo, type Thread } from '../event/github-event.ts';
import { sanitizeMarkdown } from '../markdown/read-in-worker.ts';
import { type Frontmatter, writeFrontmatter } from '../thread/frontmatter.ts';
import { keepFrontmatter } from '../thread/update-frontmatter.ts';

/** Of a title, in characters: GitHub shows no more in a list. */
const MAX_TITLE = 100;
/** Of the agent's account in a body, in characters; GitHub takes 65,536 of all. */
const MAX_ACCOUNT = 40_000;

/** What an agent says of its work: its first line as a title, plain text, and what follows; `fallback` where that line is no title. */
export function accountOf(
  message: string,
  fallback: string,
  redactor: Redactor,
): { readonly title: string; readonly text: string } {
  const [first = '', ...rest] = visible(message).trim().split('\n');
  const line = first
    .trim()
    .replace(/^(?:#{1,6}|[-*>])\s+/, '')
    .replace(/^(\*\*|__|`)(.*)\1\.?$/, '$2')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
  const isTitle = line !== '' && line.length <= MAX_TITLE && !/^\s*(?:```|~~~|\||<)/.test(first);
  const other = visible(fallback).replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE);
  return { title: redactor.all(isTitle ? line : other), text: isTitle ? rest.join('\n').trim() : message };
}

export interface PullText {
  /** Markdown of the agent's. */
  readonly account: string;
  /** The issue that it fixes. */
  readonly fixes?: number;
  /** In small print at its end; Markdown. */
  readonly footer: string;
}

/** The body of a new pull request, without its frontmatter. */
export async function pullBody({ account, fixes, footer }: PullText, redactor: Redactor): Promise<string> {
  const parts = [
    await sanitizeMarkdown(account, redactor, MAX_ACCOUNT),
    fixes === undefined ? '' : `Fixes #${fixes}`,
    footer === '' ? '' : `<sub>${footer}</sub>`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

export interface PullDeps {
  readonly api: Pick<GitHubApi, 'createPull' | 'pullsOfBranch' | 'labelPull' | 'pullBody' | 'updatePullBody'>;
  /** None is set without it. */
  readonly label?: string;
  readonly draft: boolean;
}

export interface OpenedPull {
  readonly number: number;
  readonly url: string;
  readonly isNew: boolean;
}

/**
 * The open pull request of a branch: the one that is there, or a new one. Its label and its frontmatter are set in either
 * case, so that what an earlier run could not finish is finished. @throws AmberError
 */
export async function openPull(
  {
    branch,
    base,
    repository,
    title,
    body,
  }: {
    readonly branch: string;
    readonly base: string;
    readonly repository: Pick<Thread, 'owner' | 'repo'>;
    readonly title: string;
    readonly body: string;
  },
  hints: Frontmatter | undefined,
  { api, draft, label }: PullDeps,
): Promise<OpenedPull> {
  const find = async (): Promise<MarkedPull | undefined> =>
    (await api.pullsOfBranch(branch)).find(({ headRepo }) => isRepo(headRepo, repository));
  const there = await find();
  if (there === undefined) {
    const wanted = { title, body: hints === undefined ? body : writeFrontmatter(body, hints), head: branch, base };
    try {
      const made = await api.createPull({ ...wanted, draft }).catch((error: unknown) => {
        // Not every plan of GitHub's has drafts.
        if (draft && isAmberError(error, 'INVALID') && /draft/i.test(error.message))
          return api.createPull({ ...wanted, draft: false });
        throw error;
      });
      if (label !== undefined) await api.labelPull(made.number, label);
      return { ...made, isNew: true };
    } catch (error) {
      // No answer came to a request that was done, or another job was faster.
      const made = isAmberError(error, 'UNAVAILABLE', 'INVALID', 'TIMEOUT') ? await find() : undefined;
      if (made === undefined) throw error;
      return managed(made, hints, api, label);
    }
  }
  return managed(there, hints, api, label);
}

async function managed(
  pull: MarkedPull,
  hints: Frontmatter | undefined,
  api: PullDeps['api'],
  label: string | undefined,
): Promise<OpenedPull> {
  if (hints !== undefined) await keepFrontmatter(pull, hints, api);
  const isLabelled = pull.labels.some((name) => name.toLowerCase() === label?.toLowerCase());
  if (label !== undefined && !isLabelled) await api.labelPull(pull.number, label);
  return { number: pull.number, url: pull.url, isNew: false };
}
