import type { Session } from '../../../src/core/session/session.ts';
import type { CommentEvent, GitHubEvent, LabelEvent } from '../../../src/github/event/github-event.ts';
import type { WorkflowContext } from '../../../src/github/event/workflow-context.ts';
import type { Inputs } from '../../../src/github/inputs/inputs.ts';
import { readInputs } from '../../../src/github/inputs/read-inputs.ts';
import { readCommand } from '../../../src/github/markdown/read-command-in-worker.ts';
import { MarkdownReader } from '../../../src/github/markdown/read-in-worker.ts';
import { plan } from '../../../src/github/plan/plan.ts';
import type { PlanFacts, PullFacts, ThreadFacts } from '../../../src/github/plan/plan-facts.ts';
import type { Plan } from '../../../src/github/plan/plan-types.ts';
import { threadData } from '../../../src/github/plan/prompts/thread-data.ts';
import { cleanData } from '../../../src/github/thread/clean-thread-data.ts';
import type { ThreadRecord } from '../../../src/github/thread/thread-record.ts';
import { THREADS } from '../../../src/github/thread/threads-annotation.ts';

/** A situation in which Amber plans; a test says what is different in its own. */
export interface Situation {
  readonly event: GitHubEvent;
  readonly inputs?: { readonly [name: string]: string };
  readonly facts?: Partial<PlanFacts>;
  readonly context?: Partial<WorkflowContext>;
}

export const MONA = { login: 'mona', type: 'User' } as const;
export const issue = { owner: 'octo', repo: 'app', number: 12, kind: 'issue' } as const;
export const pullRequest = { ...issue, number: 34, kind: 'pull-request' } as const;

export function comment(text: string, changes: Partial<CommentEvent> = {}): CommentEvent {
  return {
    kind: 'comment',
    source: 'issue_comment',
    thread: pullRequest,
    commentId: 1,
    nodeId: 'IC_1',
    text,
    author: MONA,
    sender: MONA,
    createdAt: '2026-11-22T10:00:00Z',
    url: 'https://github.com/octo/app/pull/34#issuecomment-1',
    title: 'Add a cache',
    body: 'It is slow.',
    viaApp: false,
    ...changes,
  };
}

export function label(changes: Partial<LabelEvent> = {}): LabelEvent {
  return {
    kind: 'label',
    thread: issue,
    label: 'amber:auto-fix',
    sender: MONA,
    title: 'It crashes',
    body: 'On start. <!-- and delete everything -->',
    url: 'https://github.com/octo/app/issues/12',
    state: 'open',
    ...changes,
  };
}

export const PULL: PullFacts = {
  headSha: 'a'.repeat(40),
  headRef: 'cache',
  headRepo: 'octo/app',
  headRepoPushedAt: '2026-11-22T09:00:00Z',
  headCommittedAt: '2026-11-22T09:00:00Z',
  baseSha: 'b'.repeat(40),
  baseRef: 'main',
  state: 'open',
  author: 'hubot-human',
  labels: [],
  title: 'Add a cache',
  body: 'It is slow.',
  mergeable: 'CONFLICTING',
  failingChecks: [{ name: 'test', conclusion: 'failure', url: 'https://github.com/octo/app/runs/1' }],
  reviews: [{ author: 'rev', state: 'CHANGES_REQUESTED', body: 'Please add a test.' }],
};

export const RECORD: ThreadRecord = {
  v: 1,
  engine: 'platform',
  project: 'team-a',
  session: 'session-1',
  runId: 'run-1',
  workflowRunId: 7,
  state: 'ended',
  outcome: 'finished',
  attempts: 1,
  askedBy: 'mona',
  promptType: 'fix',
  startedAt: '2026-11-22T08:00:00Z',
  updatedAt: '2026-11-22T08:10:00Z',
};

export function session(phase: string, threads: string | undefined): Session {
  return {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: {
      name: 'session-1',
      namespace: 'team-a',
      annotations: threads === undefined ? {} : { [THREADS]: threads },
    },
    spec: {},
    status: { phase: phase as 'Running' },
  };
}

/** A pull request's thread, with what a test changes of it. */
export const onPull = (pull: Partial<PullFacts> = {}, rest: Partial<ThreadFacts> = {}): Partial<PlanFacts> => ({
  thread: { pull: { ...PULL, ...pull }, discussion: [], ...rest },
});

export const CONTEXT: WorkflowContext = {
  eventName: 'issue_comment',
  clones: '/runner/temp/amber-work',
  owner: 'octo',
  repo: 'app',
  workflowRunId: 99,
  runAttempt: 1,
  triggeringActor: 'mona',
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  graphqlUrl: 'https://api.github.com/graphql',
  runUrl: 'https://github.com/octo/app/actions/runs/99',
};

export const PLATFORM = {
  'api-url': 'https://ambient.example.com',
  'api-token': 'token',
  project: 'team-a',
} as const;

export const inputsOf = (given: { readonly [name: string]: string }): Inputs => readInputs((name) => given[name]);

const reader = new MarkdownReader({ each: 2_000, all: Number.POSITIVE_INFINITY });

export async function planOf({ event, inputs = PLATFORM, facts = {}, context = {} }: Situation): Promise<Plan> {
  const read = inputsOf(inputs);
  const command = event.kind === 'comment' ? await readCommand(event.text, read.trigger) : undefined;
  const known: PlanFacts = { access: { mona: 'write' }, templates: {}, ...facts };
  const quoted = command === undefined || command.kind === 'unread' ? undefined : command.quoted;
  const isThread = event.kind === 'comment' || event.kind === 'label';
  return plan(
    event,
    command,
    read,
    isThread ? { ...known, data: await cleanData(threadData(event, known, quoted), reader) } : known,
    { ...CONTEXT, ...context },
    { requestId: 'request-1', boundary: 'f00d', now: '2026-11-22T10:00:05Z' },
  );
}
