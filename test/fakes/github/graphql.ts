import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { FakeComment, FakeReview, FakeThread, GitHubState } from './state.ts';

/** Not by its name: the package exports all of it, as JSON as well, which is read at once. */
const SCHEMA = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

let schema: GraphQLSchema | undefined;

/** GitHub's own schema, which takes a while to read. */
function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(readFileSync(SCHEMA, 'utf8'), { assumeValidSDL: true });
  return schema;
}

interface ReadQuery {
  readonly document?: DocumentNode;
  readonly faults: readonly string[];
}

/** Amber sends few queries, many times. */
const queries = new Map<string, ReadQuery>();

function readQuery(query: string): ReadQuery {
  const known = queries.get(query);
  if (known !== undefined) return known;
  let read: ReadQuery;
  try {
    const document = parse(query);
    read = { document, faults: validate(githubSchema(), document).map(({ message }) => message) };
  } catch (error) {
    read = { faults: [String(error)] };
  }
  queries.set(query, read);
  return read;
}

/** What is wrong with a query by GitHub's schema. */
export function queryFaults(query: string): readonly string[] {
  return readQuery(query).faults;
}

/** Carries a query out, on this state and by GitHub's schema. */
export async function answerQuery(
  state: GitHubState,
  query: string,
  variables: { readonly [name: string]: unknown },
): Promise<ExecutionResult> {
  return execute({
    schema: githubSchema(),
    document: readQuery(query).document ?? parse(query),
    variableValues: variables,
    rootValue: {
      repository: ({ owner, name }: { owner: string; name: string }) =>
        owner === state.owner && name === state.repo ? repository(state) : null,
      nodes: ({ ids }: { ids: string[] }) =>
        ids.map((id) => {
          const comment = state.comments.get(Number(id.replace('IC_', '')));
          const thread = comment === undefined ? undefined : state.threads.get(comment.thread);
          return comment === undefined || thread === undefined ? null : commentNode(state, thread, comment);
        }),
      viewer: { login: state.viewer },
      createCommitOnBranch: ({ input }: { input: CommitInput }) => {
        const { branch, expectedHeadOid, fileChanges, message } = input;
        const files = Object.fromEntries<Buffer | null>([
          ...(fileChanges.additions ?? []).map(
            ({ path, contents }) => [path, Buffer.from(contents, 'base64')] as const,
          ),
          ...(fileChanges.deletions ?? []).map(({ path }) => [path, null] as const),
        ]);
        const text = `${message.headline}\n\n${message.body ?? ''}`.trim();
        return { commit: { oid: state.commitOn(branch.branchName, expectedHeadOid, files, text) } };
      },
      addReaction: ({ input }: { input: { subjectId: string; content: string } }) => {
        state.react(input.content, input.subjectId);
        return { clientMutationId: null };
      },
    },
  });
}

interface CommitInput {
  readonly branch: { readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

function repository(state: GitHubState) {
  return {
    issueOrPullRequest: ({ number }: { number: number }) => {
      const thread = state.threads.get(number);
      return thread === undefined ? null : threadNode(state, thread);
    },
    pullRequest: ({ number }: { number: number }) => {
      const thread = state.threads.get(number);
      return thread?.pull === undefined ? null : threadNode(state, thread);
    },
    pullRequests: (which: {
      first: number;
      after?: string;
      labels?: string[];
      headRefName?: string;
      states?: string[];
    }) => {
      const found = [...state.threads.values()]
        .filter(({ pull, state: is }) => pull !== undefined && (which.states?.includes(is) ?? true))
        .filter(({ labels }) => which.labels?.some((label) => labels.includes(label)) ?? true)
        .filter(({ pull }) => which.headRefName == null || pull?.headRef === which.headRefName);
      const from = Number(which.after ?? 0);
      const to = from + Math.min(which.first, state.pageSize);
      return {
        pageInfo: { hasNextPage: to < found.length, endCursor: `${to}` },
        nodes: found
          .slice(from, to)
          .map((thread) => (state.unreadable.has(thread.number) ? null : threadNode(state, thread))),
      };
    },
  };
}

function threadNode(state: GitHubState, thread: FakeThread) {
  const { number, title, body, author, labels, pull } = thread;
  const written = [...state.comments.values()].filter((comment) => comment.thread === number);
  const base = {
    number,
    state: thread.state,
    title,
    body,
    url: state.urlOf(thread),
    author: person(author),
    labels: { nodes: labels.map((name) => ({ name })) },
    comments: ({ last, before }: { last: number; before?: string }) => {
      const to = Number(before ?? written.length);
      const from = Math.max(0, to - last);
      return {
        pageInfo: { hasPreviousPage: from > 0, startCursor: `${from}` },
        nodes: written.slice(from, to).map((comment) => commentNode(state, thread, comment)),
      };
    },
  };
  if (pull === undefined) return { __typename: 'Issue', ...base };
  const workflowPath = (file: string): string => `/${state.owner}/${state.repo}/actions/workflows/${file}`;
  const contexts = pull.checks.map((check) =>
    'name' in check
      ? {
          __typename: 'CheckRun',
          detailsUrl: `https://github.com/checks/${check.name}`,
          ...check,
          checkSuite: {
            workflowRun:
              check.workflow === undefined ? null : { workflow: { resourcePath: workflowPath(check.workflow) } },
          },
        }
      : { __typename: 'StatusContext', targetUrl: null, ...check },
  );
  const mayReadChecks = !state.denied.has('checks: read');
  const rollup = (): object | null => {
    if (!mayReadChecks) throw new Error('Resource not accessible by integration');
    return contexts.length === 0 ? null : { contexts: { nodes: contexts } };
  };
  return {
    __typename: 'PullRequest',
    ...base,
    headRefOid: pull.headSha,
    headRefName: pull.headRef,
    headRepository: pull.headRepo === null ? null : { nameWithOwner: pull.headRepo, pushedAt: pull.pushedAt },
    baseRefOid: pull.baseSha,
    baseRefName: pull.baseRef,
    mergeable: pull.mergeable,
    reviews: ({ last }: { last: number }) => ({
      nodes: pull.reviews.slice(-last).map((review) => ({
        submittedAt: '2026-11-22T11:15:00Z',
        ...review,
        authorCanPushToRepository: canPush(state, review.author),
        author: person(review.author, review.isBot),
      })),
    }),
    latestOpinionatedReviews: () => ({
      nodes: latestOpinions(pull.reviews).map((review) => ({
        submittedAt: '2026-11-22T11:15:00Z',
        ...review,
        authorCanPushToRepository: canPush(state, review.author),
        author: person(review.author, review.isBot),
      })),
    }),
    userContentEdits: ({ first }: { first: number }) => ({
      nodes: thread.edits
        .toReversed()
        .slice(0, first)
        .map(({ id, at, text }) => ({ id, editedAt: at, diff: text })),
    }),
    commits: {
      nodes: [
        {
          commit: {
            committedDate: pull.committedAt,
            author: { user: pull.headAuthor === null ? null : { login: pull.headAuthor } },
            statusCheckRollup: rollup,
          },
        },
      ],
    },
  };
}

function canPush(state: GitHubState, login: string): boolean | null {
  return state.saysWhoCanPush ? ['admin', 'maintain', 'write'].includes(state.roles.get(login) ?? '') : null;
}

/** The last opinion of each person: a comment is none. */
function latestOpinions(reviews: readonly FakeReview[]): readonly FakeReview[] {
  const opinions = reviews.filter(({ state }) => ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state));
  return [...new Map(opinions.map((review) => [review.author, review])).values()];
}

function commentNode(state: GitHubState, thread: FakeThread, { id, body, author, createdAt }: FakeComment) {
  return {
    __typename: 'IssueComment',
    id: `IC_${id}`,
    databaseId: id,
    url: `${state.urlOf(thread)}#issuecomment-${id}`,
    body,
    author: person(author),
    viewerDidAuthor: author === state.viewer,
    createdAt,
  };
}

function person(login: string | null, isBot = false): object | null {
  return login === null ? null : { __typename: isBot ? 'Bot' : 'User', login };
}
