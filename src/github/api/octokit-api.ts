import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Access } from '../plan/plan-facts.ts';
import type { CheckRunState, Comment, GitHubApi, MarkedPull, Reaction, ReactionTarget } from './api.ts';
import { GitHubClient, type GitHubOptions } from './client.ts';
import { ownComments } from './own-comments.ts';
import { markedPull, PULLS_QUERY, type PullsData } from './pulls-query.ts';
import { THREAD_QUERY, type ThreadData, threadAnswer } from './thread-query.ts';

/** GitHub as one job sees it. Loads an HTTP client: to be imported lazily. */
export function openGitHub(options: GitHubOptions): GitHubApi {
  const client = new GitHubClient(options);
  const { octokit } = client;
  const place = { owner: options.owner, repo: options.repo };

  async function pulls(which: object, signal: AbortSignal | undefined): Promise<readonly MarkedPull[]> {
    const found: MarkedPull[] = [];
    for (let after: string | null = null; ; ) {
      const data: PullsData = await client.graphql(PULLS_QUERY, { ...place, ...which, after }, signal);
      if (data.repository === null) throw new AmberError('NOT_FOUND', 'GitHub: no such repository');
      const { pageInfo, nodes } = data.repository.pullRequests;
      found.push(...(nodes ?? []).filter((node) => node !== null).map(markedPull));
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
  }

  return {
    access: async (login, signal) => {
      const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
      try {
        const { data } = await client.ask(
          (request) => octokit.request(route, { ...place, username: login, request }),
          signal,
        );
        return accessOf(data.role_name, data.permission);
      } catch (error) {
        // A token that GitHub does not take, or a GitHub that is away, tells nothing about a person.
        if (isAmberError(error) && !isAmberError(error, 'UNAUTHENTICATED', 'UNAVAILABLE')) return 'unknown';
        throw error;
      }
    },
    thread: async ({ number }, signal) => {
      const { repository } = await client.graphql<ThreadData>(THREAD_QUERY, { ...place, number }, signal);
      const node = repository?.issueOrPullRequest ?? undefined;
      if (node === undefined) throw new AmberError('NOT_FOUND', `GitHub: no issue or pull request #${number}`);
      return threadAnswer(node);
    },
    ownComments: (thread, before, signal) => ownComments(client, { ...place, number: thread.number }, before, signal),
    react: async (target, content, signal) => {
      if (target.kind === 'review')
        await client.graphql(REACT, { id: target.nodeId, content: GRAPHQL_NAME[content] }, signal);
      else {
        const [route, about] = reactionRoute(target);
        await client.ask((request) => octokit.request(route, { ...place, ...about, content, request }), signal);
      }
    },
    createComment: async ({ number }, body, signal) => {
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
      const comment = { ...place, issue_number: number, body };
      const { data } = await client.ask((request) => octokit.request(route, { ...comment, request }), signal, false);
      return commentOf(data);
    },
    updateComment: async (id, body, signal) => {
      const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
      const comment = { ...place, comment_id: id, body };
      await client.ask((request) => octokit.request(route, { ...comment, request }), signal);
    },
    getComment: async (id, signal) => {
      const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
      const { data } = await client.ask(
        (request) => octokit.request(route, { ...place, comment_id: id, request }),
        signal,
      );
      return commentOf(data);
    },
    createCheckRun: async (name, headSha, state, signal) => {
      const check = { ...place, ...checkOf(state), name, head_sha: headSha };
      const { data } = await client.ask(
        (request) => octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...check, request }),
        signal,
        false,
      );
      return Number(data.id);
    },
    updateCheckRun: async (id, state, signal) => {
      const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
      const check = { ...place, ...checkOf(state), check_run_id: id };
      await client.ask((request) => octokit.request(route, { ...check, request }), signal);
    },
    file: async (path, signal) => {
      const mediaType = { format: 'raw' };
      const route = 'GET /repos/{owner}/{repo}/contents/{path}';
      try {
        const { data } = await client.ask(
          (request) => octokit.request(route, { ...place, path, mediaType, request }),
          signal,
        );
        // Asked for raw, a file is its text, and a folder is JSON all the same. Octokit's types know only the JSON.
        const text: unknown = data;
        return typeof text === 'string' ? text : undefined;
      } catch (error) {
        if (isAmberError(error, 'NOT_FOUND')) return undefined;
        throw error;
      }
    },
    pullsOfBranch: (branch, signal) => pulls({ branch }, signal),
    pullsWithLabel: (label, signal) => pulls({ labels: [label] }, signal),
    labelPull: async (number, label, signal) => {
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
      const labels = { ...place, issue_number: number, labels: [label] };
      await client.ask((request) => octokit.request(route, { ...labels, request }), signal);
    },
    updatePullBody: async (number, body, signal) => {
      const pull = { ...place, pull_number: number, body };
      await client.ask(
        (request) => octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...pull, request }),
        signal,
      );
    },
    workflowRun: async (id, signal) => {
      const { data } = await client.ask(
        (request) =>
          octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { ...place, run_id: id, request }),
        signal,
      );
      return { status: data.status ?? '', conclusion: data.conclusion };
    },
    cancelWorkflowRun: async (id, signal) => {
      const route = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel';
      await client.ask((request) => octokit.request(route, { ...place, run_id: id, request }), signal);
    },
  };
}

const REACT = `mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`;
const GRAPHQL_NAME: { readonly [reaction in Reaction]: string } = {
  eyes: 'EYES',
  rocket: 'ROCKET',
  confused: 'CONFUSED',
  '+1': 'THUMBS_UP',
};

function reactionRoute(target: Exclude<ReactionTarget, { kind: 'review' }>) {
  switch (target.kind) {
    case 'issue':
      return ['POST /repos/{owner}/{repo}/issues/{issue_number}/reactions', { issue_number: target.number }] as const;
    case 'issue_comment':
      return [
        'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
        { comment_id: target.commentId },
      ] as const;
    case 'review_comment':
      return [
        'POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions',
        { comment_id: target.commentId },
      ] as const;
  }
}

const ROLES: ReadonlySet<string> = new Set<Access>(['admin', 'maintain', 'write', 'triage', 'read', 'none']);
const isRole = (name: string | undefined): name is Access => name !== undefined && ROLES.has(name);

/** A role of an organisation's own has a name that says nothing: then the coarse permission that it gives counts. */
function accessOf(role: string | undefined, permission: string): Access {
  if (isRole(role)) return role;
  return isRole(permission) ? permission : 'unknown';
}

/** Octokit reads an id above 2^53 as a bigint: no comment has one. */
function commentOf(data: { id: number | bigint; html_url: string; body?: string | undefined }): Comment {
  return { id: Number(data.id), url: data.html_url, body: data.body ?? '' };
}

function checkOf({ status, conclusion, detailsUrl, output }: CheckRunState) {
  return {
    ...(conclusion === undefined ? { status } : { status: 'completed' as const, conclusion }),
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    output,
  };
}
