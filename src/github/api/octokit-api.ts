import { AmberError, isAmberError } from '../../core/errors.ts';
import type { RepositoryRole } from '../plan/plan-facts.ts';
import type {
  BranchPull,
  CheckRunState,
  Comment,
  GitHubApi,
  ListedPull,
  Reaction,
  ReactionTarget,
} from './github-api.ts';
import { GitHubClient, type GitHubOptions, type RequestOptions } from './github-client.ts';
import { list } from './health-query.ts';
import { ownComments } from './own-comments.ts';
import {
  BODY_QUERY,
  type BodyData,
  branchPull,
  LISTED_QUERY,
  type ListedData,
  listedPull,
  type MergeablesData,
  mergeablesQuery,
  PULLS_QUERY,
  type PullsData,
  RECENT_QUERY,
} from './pulls-query.ts';
import { readFile } from './read-file.ts';
import { nextCursor, readAnswer } from './read-response.ts';
import { ensureLabel } from './repository-api.ts';
import { THREAD_QUERY, type ThreadData, toThread } from './thread-query.ts';

/**
 * Parts of `repository.pullRequests.nodes[n]` that say whether it needs work. Without one of the last four a check or a review
 * is missing from its list.
 */
const DECIDES: ReadonlySet<unknown> = new Set([
  ...['commits', 'contexts', 'latestOpinionatedReviews', 'statusCheckRollup'],
  ...['author', 'authorCanPushToRepository', 'conclusion', 'state'],
]);

/** GitHub as one job sees it. To be imported lazily: it brings the toolkit. */
export function openGitHub(options: GitHubOptions): GitHubApi {
  const client = new GitHubClient(options);
  const { rest } = client.octokit;
  const place = { owner: options.owner, repo: options.repo };

  async function pulls(which: object, signal: AbortSignal | undefined): Promise<readonly BranchPull[]> {
    const found: BranchPull[] = [];
    const seen = new Set<string>();
    for (let after: string | null = null; ; ) {
      const data: PullsData = await client.graphql(PULLS_QUERY, { ...place, ...which, after }, signal);
      after = readAnswer(() => {
        const { pageInfo, nodes } = repositoryOf(data).pullRequests;
        found.push(...(nodes ?? []).filter((node) => node !== null).map(branchPull));
        return nextCursor(pageInfo, seen);
      });
      if (after === null) return found;
    }
  }

  async function* listed(
    labels: readonly string[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly (ListedPull | null)[]> {
    const seen = new Set<string>();
    for (let after: string | null = null; ; ) {
      const { pageInfo, found } = await listedPage(LISTED_QUERY, { labels, after }, signal);
      yield found;
      after = readAnswer(() => nextCursor(pageInfo, seen));
      if (after === null) return;
    }
  }

  /** One whose checks or reviews can't be read would pass for healthy, so it is null as a whole. */
  async function listedPage(query: string, which: object, signal: AbortSignal | undefined) {
    const unread = new Set<unknown>();
    const data = await client.graphql<ListedData>(query, { ...place, ...which }, signal, (path) => {
      if (DECIDES.has(path.at(-1))) unread.add(path[3]);
    });
    return readAnswer(() => {
      const { pageInfo, nodes } = repositoryOf(data).pullRequests;
      const found = (nodes ?? []).map((node, at) => (node === null || unread.has(at) ? null : listedPull(node)));
      return { pageInfo, found };
    });
  }

  return {
    access: async (username, signal) => {
      try {
        const { data } = await client.ask(
          (request) => rest.repos.getCollaboratorPermissionLevel({ ...place, username, request }),
          signal,
        );
        return accessOf(data.role_name, data.permission);
      } catch (error) {
        // A token that GitHub does not take, or a GitHub that is away, says nothing about a person.
        if (isAmberError(error) && !isAmberError(error, 'UNAUTHENTICATED', 'UNAVAILABLE')) return 'unknown';
        throw error;
      }
    },
    thread: async ({ number }, signal) => {
      const { repository } = await client.graphql<ThreadData>(THREAD_QUERY, { ...place, number }, signal);
      const node = repository?.issueOrPullRequest ?? undefined;
      if (node === undefined) throw new AmberError('NOT_FOUND', `GitHub: no issue or pull request #${number}`);
      return readAnswer(() => toThread(node));
    },
    ownComments: (thread, before, signal) => ownComments(client, { ...place, number: thread.number }, before, signal),
    react: async (target, content, signal) => {
      if (target.kind === 'review')
        await client.graphql(REACT, { id: target.nodeId, content: GRAPHQL_NAME[content] }, signal);
      else await client.ask((request) => reactTo(target, { ...place, content, request }), signal);
    },
    createComment: async ({ number }, body, signal) => {
      const comment = { ...place, issue_number: number, body };
      const { data } = await client.ask((request) => rest.issues.createComment({ ...comment, request }), signal, false);
      return commentOf(data);
    },
    updateComment: async (id, body, signal) => {
      const comment = { ...place, comment_id: id, body };
      await client.ask((request) => rest.issues.updateComment({ ...comment, request }), signal);
    },
    getComment: async (id, signal) => {
      const { data } = await client.ask(
        (request) => rest.issues.getComment({ ...place, comment_id: id, request }),
        signal,
      );
      return commentOf(data);
    },
    createCheckRun: async (name, headSha, state, signal) => {
      const check = { ...place, ...checkOf(state), name, head_sha: headSha };
      const { data } = await client.ask((request) => rest.checks.create({ ...check, request }), signal, false);
      return data.id;
    },
    updateCheckRun: async (id, state, signal) => {
      const check = { ...place, ...checkOf(state), check_run_id: id };
      await client.ask((request) => rest.checks.update({ ...check, request }), signal);
    },
    file: (path, signal) => readFile(client, place, path, signal),
    pullsOfBranch: (branch, signal) => pulls({ branch, states: ['OPEN'] }, signal),
    pullsEverOf: (branch, signal) => pulls({ branch }, signal),
    pullsWithLabel: (label, signal) => pulls({ labels: [label], states: ['OPEN'] }, signal),
    labelPull: async (number, label, signal) => {
      const labels = { ...place, issue_number: number, labels: [label] };
      await client.ask((request) => rest.issues.addLabels({ ...labels, request }), signal);
    },
    listedPulls: listed,
    recentPulls: async (signal) => {
      const { found } = await listedPage(RECENT_QUERY, { labels: null, after: null }, signal);
      return found.filter((pull) => pull !== null);
    },
    mergeables: async (numbers, signal) => {
      const data = await client.graphql<MergeablesData>(mergeablesQuery(numbers), place, signal);
      const known = Object.values(repositoryOf(data)).filter((pull) => pull !== null);
      return new Map(known.map(({ number, mergeable }) => [number, mergeable]));
    },
    unlabelPull: async (number, name, signal) => {
      try {
        const label = { ...place, issue_number: number, name };
        await client.ask((request) => rest.issues.removeLabel({ ...label, request }), signal);
      } catch (error) {
        if (!isAmberError(error, 'NOT_FOUND')) throw error;
      }
    },
    ensureLabel: (label, signal) => ensureLabel(client, place, label, signal),
    pullBody: async (number, signal) => {
      const data = await client.graphql<BodyData>(BODY_QUERY, { ...place, number }, signal);
      const pull = repositoryOf(data).pullRequest;
      if (pull === null) throw new AmberError('NOT_FOUND', `GitHub: no pull request #${number}`);
      const edits = list(pull.userContentEdits).flatMap(({ diff, ...edit }) =>
        diff === null ? [] : [{ ...edit, text: diff }],
      );
      const newestFirst = edits.toSorted((a, b) => Date.parse(b.editedAt) - Date.parse(a.editedAt));
      return { body: pull.body, edits: newestFirst.map(({ id, text }) => ({ id, text })) };
    },
    updatePullBody: async (number, body, signal) => {
      const pull = { ...place, pull_number: number, body };
      await client.ask((request) => rest.pulls.update({ ...pull, request }), signal);
    },
    createPull: async (pull, signal) => {
      const { data } = await client.ask((request) => rest.pulls.create({ ...place, ...pull, request }), signal, false);
      return { number: data.number, url: data.html_url };
    },
    createBranch: async (branch, sha, signal) => {
      const ref = { ...place, ref: `refs/heads/${branch}`, sha };
      await client.ask((request) => rest.git.createRef({ ...ref, request }), signal, false);
    },
    commitOnBranch: async ({ additions, branch, deletions, message, onto }, signal) => {
      const input = {
        branch: { repositoryNameWithOwner: `${place.owner}/${place.repo}`, branchName: branch },
        expectedHeadOid: onto,
        message,
        fileChanges: { additions, deletions },
      };
      // A second one would find the branch at another commit, and be refused.
      const data = await client.graphql<CommitData>(COMMIT, { input }, signal);
      const oid = data.createCommitOnBranch?.commit?.oid;
      if (oid === undefined) throw new AmberError('BAD_RESPONSE', 'GitHub made a commit without a name');
      return oid;
    },
    viewer: async (signal) => (await client.graphql<{ viewer: { login: string } }>(VIEWER, {}, signal)).viewer.login,
    isProtected: async (branch, signal) => {
      try {
        const { data } = await client.ask((request) => rest.repos.getBranch({ ...place, branch, request }), signal);
        return data.protected;
      } catch (error) {
        if (isAmberError(error, 'NOT_FOUND')) return false;
        throw error;
      }
    },
    workflowRun: async (id, signal) => {
      const { data } = await client.ask(
        (request) => rest.actions.getWorkflowRun({ ...place, run_id: id, request }),
        signal,
      );
      return { status: data.status ?? '', conclusion: data.conclusion };
    },
    cancelWorkflowRun: async (id, signal) => {
      await client.ask((request) => rest.actions.cancelWorkflowRun({ ...place, run_id: id, request }), signal);
    },
  };

  function reactTo(target: Exclude<ReactionTarget, { kind: 'review' }>, how: Reacting): Promise<unknown> {
    switch (target.kind) {
      case 'issue':
        return rest.reactions.createForIssue({ ...how, issue_number: target.number });
      case 'issue_comment':
        return rest.reactions.createForIssueComment({ ...how, comment_id: target.commentId });
      case 'review_comment':
        return rest.reactions.createForPullRequestReviewComment({ ...how, comment_id: target.commentId });
    }
  }
}

/** @throws AmberError NOT_FOUND: the token may not see it, or it is not there */
function repositoryOf<T>({ repository }: { readonly repository: T | null }): T {
  if (repository === null) throw new AmberError('NOT_FOUND', 'GitHub: no such repository');
  return repository;
}

interface Reacting {
  readonly owner: string;
  readonly repo: string;
  readonly content: Reaction;
  readonly request: RequestOptions;
}

const REACT = `mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`;
const COMMIT = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;
const VIEWER = 'query Viewer { viewer { login } }';

interface CommitData {
  readonly createCommitOnBranch: { readonly commit: { readonly oid: string } | null } | null;
}

const GRAPHQL_NAME: { readonly [reaction in Reaction]: string } = {
  eyes: 'EYES',
  rocket: 'ROCKET',
  confused: 'CONFUSED',
  '+1': 'THUMBS_UP',
};

const ROLES: ReadonlySet<string> = new Set<RepositoryRole>(['admin', 'maintain', 'write', 'triage', 'read', 'none']);
const isRole = (name: string | undefined): name is RepositoryRole => name !== undefined && ROLES.has(name);

/** A role of an organisation's own has a name that says nothing: then its coarse permission counts. */
function accessOf(role: string | undefined, permission: string): RepositoryRole {
  if (isRole(role)) return role;
  return isRole(permission) ? permission : 'unknown';
}

function commentOf(data: { id: number; html_url: string; body?: string | undefined }): Comment {
  return { id: data.id, url: data.html_url, body: data.body ?? '' };
}

function checkOf({ status, conclusion, detailsUrl, output }: CheckRunState) {
  return {
    ...(conclusion === undefined ? { status } : { status: 'completed' as const, conclusion }),
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    output,
  };
}
