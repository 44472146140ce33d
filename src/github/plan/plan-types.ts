import type { SessionMeta, SessionRef, SessionSpec } from '../../core/session/session.ts';
import type { Thread } from '../event/github-event.ts';
import type { PlanFacts } from './plan-facts.ts';

/** Why the plan is what it is. */
export interface Decision {
  readonly what: string;
  readonly because: string;
}

export type PromptType = 'prompt' | 'fix' | 'fresh' | 'custom' | 'retry';

/** Where people see a run. */
export interface ShowOptions {
  readonly comment: boolean;
  readonly checkRun: boolean;
  readonly reaction: boolean;
  readonly summary: boolean;
}

/** The thread's own clone, which a run of engine `local` works in, and whose changes are brought to GitHub after it. */
export interface ThreadWorkPlan {
  /** Absolute. */
  readonly dir: string;
  /** The pull request's branch; absent for an issue. */
  readonly head?: { readonly ref: string; readonly isOpen: boolean };
  /** The branch that the work is to be merged into; the default one if absent. */
  readonly base?: string;
  /** Of the issue or pull request. */
  readonly title: string;
}

export interface RunPlan {
  readonly action: 'run';
  readonly decisions: readonly Decision[];
  readonly promptType: PromptType;
  /** Whole; "" for `retry`, whose prompt is read from the session's stream. */
  readonly prompt: string;
  /** What a question that waits in the session is answered with; null: the prompt is no answer. */
  readonly answer?: string | null;
  /** Addresses of images that go with it: uploads to GitHub by people who are permitted. */
  readonly uploads?: readonly string[];
  readonly session:
    | { readonly kind: 'create'; readonly spec: SessionSpec; readonly meta: SessionMeta }
    /** The thread is noted in the session if it does not say so yet. */
    | { readonly kind: 'send'; readonly ref: SessionRef };
  /** A run is under way in this thread: ours comes after it. */
  readonly after?:
    | { readonly kind: 'session' }
    | { readonly kind: 'workflow-run'; readonly workflowRunId: number; readonly commentId: number };
  readonly thread?: Thread;
  /** Absent where the run works elsewhere, and brings its work to GitHub itself, or not at all. */
  readonly work?: ThreadWorkPlan;
  /** The commit that the check run stands at. */
  readonly headSha?: string;
  readonly askedBy: string;
  readonly attempts: number;
  readonly show: ShowOptions;
  /** Said in the run's comment: what its readers should know. */
  readonly notes: readonly string[];
}

/** What will be done about an event, and why: a plain object. */
export type Plan = { readonly decisions: readonly Decision[] } & (
  | { readonly action: 'nothing'; readonly notice: string }
  /** A reaction and a line in the log; an answer only where the person could act on it. */
  | { readonly action: 'refuse'; readonly because: string; readonly reply?: string }
  /** Every open managed pull request that needs work. Which ones do is asked page by page. */
  | { readonly action: 'batch' }
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
export interface WantedFacts {
  readonly thread?: Thread;
  /** True if an agent is to read the thread. */
  readonly texts: boolean;
  /** True if open managed pull requests have to be looked for. */
  readonly managedPulls: boolean;
  /** Files of `prompts-dir` that would replace a built-in prompt. */
  readonly templates: readonly string[];
}

/** A plan, and the facts that it was made of. */
export interface Planned<P extends Plan = Plan> {
  readonly plan: P;
  readonly facts: PlanFacts;
}

/** The plan of doing nothing, since nothing is asked. */
export function nothing(notice: string): Plan {
  return { action: 'nothing', notice, decisions: [{ what: 'nothing', because: notice }] };
}

/** The plan of not doing what is asked. `reply`: where the person could act on it. */
export function refuse(because: string, reply?: string): Plan {
  return {
    action: 'refuse',
    because,
    ...(reply === undefined ? {} : { reply }),
    decisions: [{ what: 'refuse', because }],
  };
}
