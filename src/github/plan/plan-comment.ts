import { isTerminal } from '../../core/session/phase.ts';
import { ANNOTATION, type Repo } from '../../core/session/session.ts';
import type { CommentEvent, LabelEvent } from '../event/github-event.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { CommentCommand } from '../markdown/read-command-in-worker.ts';
import { cloneOf, sessionOfThread } from '../thread/thread-session.ts';
import { THREADS, withThread } from '../thread/threads-annotation.ts';
import { uploadsFor } from './find-uploads.ts';
import { isFork, refuseFork } from './forks.ts';
import { metaOf, specOf } from './new-session-spec.ts';
import type { PlanFacts, PullFacts } from './plan-facts.ts';
import {
  type Decision,
  type Given,
  nothing,
  type Plan,
  type PromptType,
  type RunPlan,
  refuse,
  type ThreadWorkPlan,
} from './plan-types.ts';
import type { PromptName } from './prompts/built-in-prompts.ts';
import { promptOf } from './prompts/fill-prompt.ts';

/** All that the plan of a run in a thread is made of. */
export interface Case<E extends CommentEvent | LabelEvent> {
  readonly event: E;
  readonly inputs: Inputs;
  readonly facts: PlanFacts;
  readonly context: WorkflowContext;
  readonly given: Given;
}

/** A comment's command, from people who are allowed to use it. */
export function planCommand(
  command: CommentCommand,
  about: Case<CommentEvent> & { readonly may: 'all' | 'fix' },
): Plan {
  const { event, facts, may } = about;
  const pull = facts.thread?.pull;
  if (command.kind === 'unread')
    return refuse(
      'the comment takes too long to read',
      `This comment is too tangled to be read. Write \`${about.inputs.trigger} <text>\` in one of its own.`,
    );
  if (event.thread.kind === 'pull-request' && pull === undefined) return refuse('the pull request could not be read');
  if (may === 'fix' && command.kind !== 'fix' && command.kind !== 'custom')
    return refuse(`a bot may ask for the fix prompt only, not for "${command.kind}"`);
  switch (command.kind) {
    case 'help':
      return { action: 'help', decisions: [{ what: 'help', because: 'the comment asks for it' }] };
    case 'status':
      return { action: 'status', decisions: [{ what: 'status', because: 'the comment asks for it' }] };
    case 'stop':
      return planStop(about);
    case 'retry':
      return planRetry(about);
    case 'custom':
    case 'fix':
      return planWork(may === 'fix' ? { ...command, kind: 'fix' } : command, about);
  }
}

/** An issue that got the label. */
export function planFresh(about: Case<LabelEvent>): Plan {
  const { facts, inputs } = about;
  const [first] = facts.managedPulls ?? [];
  if (first !== undefined)
    return nothing(`pull request #${first} (${inputs.managedLabel}) was made for this issue already`);
  return run('fresh', 'fresh.md', about, [
    { what: 'fresh prompt', because: `the issue got the label ${inputs.label}` },
  ]);
}

/** A managed pull request that needs work, which nobody has asked for. `because` says what is wrong with it. */
export function planManaged(about: Case<LabelEvent>, because: string): RunPlan {
  const planned = run('fix', 'fix-pull-request.md', about, [{ what: 'fix prompt', because }]);
  return { ...planned, show: { ...planned.show, reaction: false } };
}

function planWork(command: Extract<CommentCommand, { kind: 'fix' | 'custom' }>, about: Case<CommentEvent>): Plan {
  const { event, facts } = about;
  const { pull, issue } = facts.thread ?? {};
  const refused = pull === undefined ? undefined : refuseFork(pull, about);
  if (refused !== undefined) return refused;
  if (command.kind === 'custom')
    return run(
      'custom',
      'custom.md',
      about,
      [{ what: 'custom prompt', because: 'the comment says what to do' }],
      command.instruction,
    );
  const state = pull?.state ?? issue?.state ?? 'open';
  if (state !== 'open')
    return refuse(
      `it is ${state}`,
      `There is nothing to fix: this ${kindOf(event)} is ${state}. \`${about.inputs.trigger} <text>\` still answers questions.`,
    );
  const name = event.thread.kind === 'issue' ? 'fix-issue.md' : 'fix-pull-request.md';
  return run('fix', name, about, [{ what: 'fix prompt', because: 'the comment is the phrase alone' }]);
}

function planRetry(about: Case<CommentEvent>): Plan {
  const { event, facts, inputs, context } = about;
  const refused = facts.thread?.pull === undefined ? undefined : refuseFork(facts.thread.pull, about);
  if (refused !== undefined) return refused;
  const { ref, decision } = sessionOfThread(event.thread, inputs, facts, context);
  if (ref === undefined)
    return refuse(
      decision.because,
      `There is no session here whose last instruction could be sent again (${decision.because}). \`${inputs.trigger} <text>\` starts one.`,
    );
  return {
    ...shell('retry', about, about.facts.thread?.pull),
    prompt: '',
    answer: null,
    session: { kind: 'send', ref },
    ...underWay(about, true),
    decisions: [{ what: 'retry', because: 'the comment asks for it' }, decision],
  };
}

function planStop(about: Case<CommentEvent>): Plan {
  const { event, facts, inputs, context } = about;
  const decided = (how: Extract<Plan, { action: 'stop' }>['how'], because: string): Plan => ({
    action: 'stop',
    how,
    decisions: [{ what: `stop by ${how.by}`, because }],
  });
  const { record } = facts.thread?.record ?? {};
  if (inputs.engine === 'local') {
    if (record === undefined || record.state === 'ended') return decided({ by: 'nobody' }, 'no run is under way');
    return decided(
      { by: 'workflow-run', workflowRunId: record.workflowRunId },
      'the session lives on another runner, whose job stops it when it is cancelled',
    );
  }
  const { ref, decision } = sessionOfThread(event.thread, inputs, facts, context);
  if (ref === undefined) {
    // Asked for a moment after the run: its session is still being made, or can't be found yet.
    if (record === undefined || record.state === 'ended' || record.workflowRunId === 0)
      return decided({ by: 'nobody' }, decision.because);
    return decided(
      { by: 'workflow-run', workflowRunId: record.workflowRunId },
      `${decision.because}, while the record says that a run is under way`,
    );
  }
  if (isTerminal(facts.session?.status?.phase)) return decided({ by: 'nobody' }, 'the session is stopped already');
  return decided({ by: 'engine', ref }, decision.because);
}

/** A run in the thread's session, or in a new one. */
function run(
  promptType: PromptType,
  name: PromptName,
  about: Case<CommentEvent> | Case<LabelEvent>,
  decisions: readonly Decision[],
  instruction = '',
): RunPlan {
  const { event, inputs, facts, context, given } = about;
  const pull = facts.thread?.pull;
  const work = workOf(about, pull);
  const { boundary, now } = given;
  const prompt = promptOf(name, { event, facts, context, instruction, boundary, now, ...(work && { work }) });
  const { ref, decision } = sessionOfThread(event.thread, inputs, facts, context);
  const foreign = pull !== undefined && isFork(pull, event.thread);
  const waits = underWay(about, ref !== undefined);
  const uploads = uploadsFor(facts, event, context.serverUrl, { instruction, isNew: ref === undefined });
  return {
    ...shell(promptType, about, pull),
    prompt,
    ...(uploads.length > 0 && { uploads }),
    session:
      ref === undefined
        ? {
            kind: 'create',
            spec: specOf(prompt, inputs, { repos: reposOf(about, pull, foreign), bare: foreign }),
            meta: metaOf(inputs, given.requestId, 'all', {
              [THREADS]: withThread(undefined, new URL(context.serverUrl).host, event.thread),
              ...(work === undefined ? {} : { [ANNOTATION.workspace]: work.dir }),
            }),
          }
        : { kind: 'send', ref },
    ...(ref !== undefined && { answer: instruction === '' ? null : instruction }),
    ...waits,
    decisions: [
      ...decisions,
      decision,
      ...(uploads.length === 0
        ? []
        : [{ what: `uploads with the prompt: ${uploads.length}`, because: 'people who are permitted put them there' }]),
      ...(work === undefined ? [] : [arrival(work, inputs)]),
      ...(foreign ? [{ what: 'no variables, token or push', because: 'the pull request comes from a fork' }] : []),
      ...(waits.after === undefined ? [] : [{ what: 'it comes after the run before', because: 'one is under way' }]),
    ],
  };
}

/** What all runs of a thread have in common. */
function shell(
  promptType: PromptType,
  about: Case<CommentEvent> | Case<LabelEvent>,
  pull: PullFacts | undefined,
): Omit<RunPlan, 'prompt' | 'session' | 'decisions'> {
  const { event, inputs, facts } = about;
  const work = workOf(about, pull);
  const leaves = work !== undefined && inputs.deliver === 'patch';
  const before = facts.thread?.record?.record;
  // What a person asks for counts anew: they have been shown the attempts before it.
  const isAsked = event.kind === 'comment' && event.sender?.type === 'User' && !event.viaApp;
  const moved = event.kind === 'comment' && pull !== undefined && hasMoved(event, pull);
  return {
    action: 'run',
    promptType,
    thread: event.thread,
    ...(work === undefined ? {} : { work }),
    ...(pull === undefined ? {} : { headSha: pull.headSha }),
    askedBy: event.sender?.login ?? '',
    attempts: (isAsked ? 0 : (before?.attempts ?? 0)) + (promptType === 'fix' || promptType === 'fresh' ? 1 : 0),
    show: {
      // A job that leaves its work to another one may write nothing; that one shows the run.
      comment: inputs.comment ?? !leaves,
      checkRun: pull !== undefined && (inputs.checkRun ?? !leaves),
      reaction: !leaves,
      summary: inputs.summary,
    },
    notes: moved ? [`The branch moved after this was asked: the run works on ${pull?.headSha.slice(0, 7)}.`] : [],
  };
}

/** Where the work is to go. */
function arrival({ base, head }: ThreadWorkPlan, { deliver }: Inputs): Decision {
  const because = 'the agent works in a clone of its own, without access to GitHub';
  if (deliver === 'patch') return { what: 'the work is left for the job that delivers it', because };
  if (head !== undefined) return { what: `the work goes to branch ${head.ref}`, because };
  return { what: `the work becomes a pull request against ${base ?? 'the default branch'}`, because };
}

/** The thread's own clone; undefined where an engine has a workspace of its own, or input `repos` names others. */
function workOf(
  { event, inputs, facts, context }: Case<CommentEvent> | Case<LabelEvent>,
  pull: PullFacts | undefined,
): ThreadWorkPlan | undefined {
  if (inputs.engine !== 'local' || inputs.repos.length > 0) return undefined;
  const base = pull?.baseRef ?? inputs.base;
  return {
    dir: cloneOf(event.thread, context),
    ...(pull === undefined ? {} : { head: { ref: pull.headRef, isOpen: pull.state === 'open' } }),
    ...(base === undefined ? {} : { base }),
    title: pull?.title ?? facts.thread?.issue?.title ?? event.title,
  };
}

/** True if the head is another one than its readers saw when they asked. A review names it, a comment only says when. */
function hasMoved({ createdAt, head }: CommentEvent, { headCommittedAt, headSha }: PullFacts): boolean {
  if (head !== undefined) return head.sha !== headSha;
  return headCommittedAt !== undefined && Date.parse(headCommittedAt) > Date.parse(createdAt);
}

/** A run of the thread that has not ended, as far as its record and its session say. */
function underWay(
  { facts, context }: Case<CommentEvent> | Case<LabelEvent>,
  reachable: boolean,
): Pick<RunPlan, 'after'> {
  const last = facts.thread?.record;
  if (last === undefined || last.record.state === 'ended') return {};
  // A session that has stopped runs nothing, whatever became of the job that wrote the record.
  if (reachable) return isTerminal(facts.session?.status?.phase) ? {} : { after: { kind: 'session' } };
  const { commentId, record: before } = facts.thread?.queued ?? last;
  // An earlier attempt of this very workflow run, or a run outside of any: that record will never change.
  if (before.workflowRunId === context.workflowRunId || before.workflowRunId === 0) return {};
  return { after: { kind: 'workflow-run', workflowRunId: before.workflowRunId, commentId } };
}

/** The thread's own repository, unless others are named. The local engine works in a clone that Amber makes for the thread. */
function reposOf(
  { event, inputs, context }: Case<CommentEvent> | Case<LabelEvent>,
  pull: PullFacts | undefined,
  foreign: boolean,
): readonly Repo[] {
  const given = inputs.repos.map((repo) => (foreign ? { ...repo, autoPush: false } : repo));
  if (inputs.engine === 'local' || given.length > 0) return given;
  const { owner, repo } = event.thread;
  const url = `${context.serverUrl}/${pull?.headRepo ?? `${owner}/${repo}`}.git`;
  return [{ url, ...(pull === undefined ? {} : { branch: pull.headRef }), autoPush: !foreign }];
}

const kindOf = ({ thread }: CommentEvent): string => (thread.kind === 'issue' ? 'issue' : 'pull request');
