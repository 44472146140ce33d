import type { GitHubEvent } from '../event/github-event.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { whyElsewhere } from '../thread/thread-session.ts';
import { metaOf, specOf } from './new-session-spec.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { Given, Plan } from './plan-types.ts';

/** What a step with a prompt depends on beside itself. */
interface About {
  /** That of input session-name, where it was looked at. */
  readonly session: PlanFacts['session'];
  readonly context: WorkflowContext;
  readonly given: Given;
}

/** A step with a prompt: the workflow's author wrote it, so it wins over the event, and no permission is asked for. */
export function planPromptStep(
  prompt: string,
  event: GitHubEvent,
  inputs: Inputs,
  { session, context, given }: About,
): Plan {
  const { project } = inputs;
  const elsewhere = session && inputs.engine === 'local' ? whyElsewhere(session, context.workspace) : undefined;
  const name = elsewhere === undefined ? inputs.sessionName : undefined;
  const thread = event.kind === 'batch' ? undefined : event.thread;
  const headSha = event.kind === 'none' ? event.headSha : event.kind === 'comment' ? event.head?.sha : undefined;
  return {
    action: 'run',
    promptType: 'prompt',
    prompt,
    session:
      name === undefined
        ? { kind: 'create', spec: specOf(prompt, inputs), meta: metaOf(inputs, given.requestId, 'read') }
        : { kind: 'send', ref: { project, name } },
    ...(thread === undefined ? {} : { thread }),
    ...(headSha === undefined ? {} : { headSha }),
    askedBy: context.triggeringActor,
    attempts: 0,
    show: {
      comment: inputs.comment === true && thread !== undefined,
      checkRun: inputs.checkRun === true && headSha !== undefined,
      reaction: false,
      summary: inputs.summary,
    },
    notes: [],
    decisions: [
      { what: 'run the prompt', because: 'input prompt is set, which wins over the event' },
      name === undefined
        ? { what: 'a new session', because: elsewhere ?? 'input session-name is not set' }
        : { what: `send to session ${name}`, because: 'input session-name names it' },
      ...missing(inputs, thread !== undefined, headSha !== undefined),
    ],
  };
}

function missing({ comment, checkRun }: Inputs, hasThread: boolean, hasHead: boolean): Plan['decisions'] {
  return [
    ...(comment === true && !hasThread
      ? [{ what: 'no comment', because: 'the event has no issue or pull request' }]
      : []),
    ...(checkRun === true && !hasHead
      ? [{ what: 'no check run', because: 'the event has no pull request’s head' }]
      : []),
  ];
}
