import type { EventContext } from '../event/context.ts';
import type { GitHubEvent } from '../event/event.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Given, Plan } from './plan.ts';
import { metaOf, specOf } from './session-of.ts';

/** A step with a prompt: the workflow's author wrote it, so it wins over the event and nobody is asked. */
export function planPromptStep(
  prompt: string,
  event: GitHubEvent,
  inputs: Inputs,
  context: EventContext,
  given: Given,
): Plan {
  const { sessionName: name, project } = inputs;
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
        ? { what: 'a new session', because: 'input session-name is not set' }
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
