import {
  type CommentEvent,
  FORK_REVIEW,
  type GitHubEvent,
  isForkReview,
  type LabelEvent,
} from '../event/github-event.ts';
import { askedAbout, permissionOf } from '../event/who-may-start.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { mayMention } from '../markdown/mention.ts';
import type { CommentCommand } from '../markdown/read-command-in-worker.ts';
import { MARKER } from '../thread/thread-record.ts';
import { planCommand, planFresh } from './plan-comment.ts';
import type { PlanFacts } from './plan-facts.ts';
import { planPromptStep } from './plan-prompt-step.ts';
import { type Given, nothing, type Plan, type WantedFacts } from './plan-types.ts';

const NOTHING: WantedFacts = { texts: false, managedPulls: false, templates: [] };

/** Logins whose access decides; undefined if there is nothing to do, or a prompt step to run. */
export function whoDecides(
  event: GitHubEvent,
  inputs: Inputs,
  context: WorkflowContext,
): readonly string[] | undefined {
  if (inputs.prompt !== undefined || idle(event, inputs) !== undefined) return undefined;
  return askedAbout(event as CommentEvent | LabelEvent, inputs, context);
}

/** What to ask about an event whose people have permission. */
export function wanted(event: GitHubEvent, command: CommentCommand | undefined): WantedFacts {
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

/** The plan. Pure. @throws AmberError INVALID */
export function plan(
  event: GitHubEvent,
  command: CommentCommand | undefined,
  inputs: Inputs,
  facts: PlanFacts,
  context: WorkflowContext,
  given: Given,
): Plan {
  if (inputs.prompt !== undefined)
    return planPromptStep(inputs.prompt, event, inputs, { session: facts.session, context, given });
  if (event.kind === 'batch') return planBatch(inputs, context);
  const notice = idle(event, inputs);
  if (notice !== undefined) return nothing(notice);
  const about = event as CommentEvent | LabelEvent;
  const { may, because } = permissionOf(about, inputs, facts, context);
  const permission = { what: `permission: ${may}`, because };
  if (may === 'nothing') return { action: 'refuse', because, decisions: [permission] };
  const planned =
    about.kind === 'label'
      ? planFresh({ event: about, inputs, facts, context, given })
      : command === undefined
        ? nothing(unsaid(inputs))
        : planCommand(command, { event: about, inputs, facts, context, given, may });
  return { ...planned, decisions: [permission, ...planned.decisions] };
}

/** Nobody's rights are asked: who may start a workflow by hand, or merge a schedule, may push. */
function planBatch({ managedLabel }: Inputs, { eventName }: WorkflowContext): Plan {
  const because = `${eventName || 'the event'} is about every open pull request with the label ${managedLabel}`;
  return { action: 'batch', decisions: [{ what: 'batch', because }] };
}

const unsaid = ({ trigger }: Inputs): string => `the comment does not say ${trigger} where it counts`;

/** Why there is nothing to do about an event, and nothing to ask; undefined if there may be something. */
function idle(event: GitHubEvent, inputs: Inputs): string | undefined {
  switch (event.kind) {
    case 'none':
      return event.reason;
    case 'batch':
      return 'a pass looks at each pull request by itself';
    case 'label':
      if (event.label !== inputs.label) return `the label is "${event.label}", not "${inputs.label}"`;
      return event.state === 'closed' ? 'the issue is closed' : undefined;
    case 'comment':
      if (event.text.includes(MARKER)) return 'the comment is one of Amber’s own';
      if (!mayMention(event.text, inputs.trigger)) return unsaid(inputs);
      return isForkReview(event) ? FORK_REVIEW : undefined;
  }
}
