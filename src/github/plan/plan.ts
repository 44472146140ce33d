import { AmberError } from '../../core/errors.ts';
import type { SessionMeta, SessionRef, SessionSpec } from '../../core/session/session.ts';
import type { EventContext } from '../event/context.ts';
import {
  type CommentEvent,
  FORK_REVIEW,
  type GitHubEvent,
  isForkReview,
  type LabelEvent,
  type Thread,
} from '../event/event.ts';
import { askedAbout, judge } from '../event/permission.ts';
import type { Asked } from '../event/trigger.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { mayMention } from '../markdown/mention.ts';
import { MARKER } from '../thread/record.ts';
import type { Facts } from './facts.ts';
import { planCommand, planFresh } from './plan-command.ts';
import { planPromptStep } from './plan-prompt-step.ts';

/** Why the plan is what it is. */
export interface Decision {
  readonly what: string;
  readonly because: string;
}

export type PromptType = 'prompt' | 'fix' | 'fresh' | 'custom' | 'retry';

/** What of a run people are shown, and where. */
export interface Shown {
  readonly comment: boolean;
  readonly checkRun: boolean;
  readonly reaction: boolean;
  readonly summary: boolean;
}

export interface RunPlan {
  readonly action: 'run';
  readonly promptType: PromptType;
  /** Whole; "" for `retry`, whose prompt is read from the session's stream. */
  readonly prompt: string;
  /** What a question that waits in the session is answered with; null: the prompt is no answer. */
  readonly answer?: string | null;
  readonly session:
    | { readonly kind: 'create'; readonly spec: SessionSpec; readonly meta: SessionMeta }
    /** The thread is noted in the session if it does not say so yet. */
    | { readonly kind: 'send'; readonly ref: SessionRef };
  /** A run is under way in this thread: ours comes after it. */
  readonly after?:
    | { readonly kind: 'session' }
    | { readonly kind: 'workflow-run'; readonly workflowRunId: number; readonly commentId: number };
  readonly thread?: Thread;
  /** The commit that the check run stands at. */
  readonly headSha?: string;
  readonly askedBy: string;
  readonly attempts: number;
  readonly show: Shown;
  /** Said in the run's comment: what its readers should know. */
  readonly notes: readonly string[];
}

/** What will be done about an event, and why: a plain object. */
export type Plan = { readonly decisions: readonly Decision[] } & (
  | { readonly action: 'nothing'; readonly notice: string }
  /** A reaction and a line in the log; an answer only where the person could act on it. */
  | { readonly action: 'refuse'; readonly because: string; readonly reply?: string }
  | { readonly action: 'help' }
  | { readonly action: 'status' }
  | {
      readonly action: 'stop';
      readonly how:
        | { readonly by: 'engine'; readonly ref: SessionRef }
        | { readonly by: 'workflow-run'; readonly workflowRunId: number }
        | { readonly by: 'nobody' };
    }
  | RunPlan
);

/** Chance and time, from outside, so that a plan depends on its arguments alone. */
export interface Given {
  /** Names the new session's creation; see `SessionMeta`. */
  readonly requestId: string;
  readonly boundary: string;
  /** RFC 3339. */
  readonly now: string;
}

/** What has to be asked of GitHub once it is known who may, before the event can be planned. */
export interface Wanted {
  readonly thread?: Thread;
  /** True if an agent is to read the thread. */
  readonly texts: boolean;
  /** True if open managed pull requests have to be looked for. */
  readonly managedPulls: boolean;
  /** Files of `prompts-dir` that would replace a built-in prompt. */
  readonly templates: readonly string[];
}

const NOTHING: Wanted = { texts: false, managedPulls: false, templates: [] };

/** Logins whose access decides; undefined if nobody's does, since there is nothing to do or a prompt step to run. */
export function whoDecides(event: GitHubEvent, inputs: Inputs, context: EventContext): readonly string[] | undefined {
  if (inputs.prompt !== undefined || idle(event, inputs) !== undefined) return undefined;
  return askedAbout(event as CommentEvent | LabelEvent, inputs, context);
}

/** What to ask about an event that somebody who may has started. */
export function wanted(event: GitHubEvent, command: Asked | undefined): Wanted {
  if (event.kind === 'label') return { thread: event.thread, texts: true, managedPulls: true, templates: ['fresh.md'] };
  if (event.kind !== 'comment' || command === undefined || command.kind === 'unread') return NOTHING;
  const kind = event.thread.kind === 'issue' ? 'issue' : 'pull-request';
  const templates =
    command.kind === 'fix' ? [`fix-${kind}.md`] : command.kind === 'custom' ? ['custom.md', `fix-${kind}.md`] : [];
  return {
    thread: event.thread,
    texts: command.kind === 'fix' || command.kind === 'custom',
    managedPulls: false,
    // A bot gets the fix prompt whatever it says; for a person that file is not needed.
    templates: command.kind === 'custom' && event.author?.type === 'User' ? ['custom.md'] : templates,
  };
}

/** The plan. Pure. @throws AmberError UNSUPPORTED, INVALID */
export function plan(
  event: GitHubEvent,
  command: Asked | undefined,
  inputs: Inputs,
  facts: Facts,
  context: EventContext,
  given: Given,
): Plan {
  if (inputs.prompt !== undefined)
    return planPromptStep(inputs.prompt, event, inputs, { session: facts.session, context, given });
  const notice = idle(event, inputs);
  if (notice !== undefined) return nothing(notice);
  const about = event as CommentEvent | LabelEvent;
  const verdict = judge(about, inputs, facts, context);
  const permission = { what: `permission: ${verdict.may}`, because: verdict.because };
  if (verdict.may === 'nothing')
    return {
      action: 'refuse',
      because: verdict.because,
      ...(verdict.reply === undefined ? {} : { reply: verdict.reply }),
      decisions: [permission],
    };
  const planned =
    about.kind === 'label'
      ? planFresh({ event: about, inputs, facts, context, given })
      : command === undefined
        ? nothing(unsaid(inputs))
        : planCommand(command, { event: about, inputs, facts, context, given, may: verdict.may });
  return { ...planned, decisions: [permission, ...planned.decisions] };
}

function nothing(notice: string): Plan {
  return { action: 'nothing', notice, decisions: [{ what: 'nothing', because: notice }] };
}

const unsaid = ({ trigger }: Inputs): string => `the comment does not say ${trigger} where it counts`;

/** Why there is nothing to do about an event, and nothing to ask; undefined if there may be something. */
function idle(event: GitHubEvent, inputs: Inputs): string | undefined {
  switch (event.kind) {
    case 'none':
      return event.reason;
    case 'batch':
      throw new AmberError(
        'UNSUPPORTED',
        'passes over all managed pull requests are not part of this version of Amber',
        {
          hint: 'with the input prompt a step runs on any event',
        },
      );
    case 'label':
      if (event.label !== inputs.label) return `the label is "${event.label}", not "${inputs.label}"`;
      return event.state === 'closed' ? 'the issue is closed' : undefined;
    case 'comment':
      if (event.text.includes(MARKER)) return 'the comment is one of Amber’s own';
      if (!mayMention(event.text, inputs.trigger)) return unsaid(inputs);
      return isForkReview(event) ? FORK_REVIEW : undefined;
  }
}
