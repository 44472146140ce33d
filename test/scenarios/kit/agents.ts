import { type Scenario, type Step, scripted } from '../../fakes/acp-agents/scripted.ts';

/** `--agent` and a command line that plays one prompt after the other. */
export function agent(...prompts: readonly (readonly Step[])[]): readonly string[] {
  return ['--agent', scripted({ prompts })];
}

/** The same with settings of the scenario beside its prompts. */
export function agentWith(scenario: Scenario): readonly string[] {
  return ['--agent', scripted(scenario)];
}

/** Says something, then works until it is stopped. A whole line: a terminal gets the last word once it is certain to be one. */
export const BUSY: readonly Step[] = [{ text: 'working hard\n' }, { hang: true }];

/** The elicitation that makes a question of the agent. */
export const QUESTION: Step = {
  elicit: {
    mode: 'form',
    message: 'Which colour?',
    requestedSchema: {
      type: 'object',
      properties: { colour: { type: 'string', title: 'Colour', enum: ['red', 'blue'] } },
      required: ['colour'],
    },
  },
};
