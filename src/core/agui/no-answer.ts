import type { RunError } from '../result.ts';
import { showsNothing } from '../secrets/normalized-text.ts';
import { inSentence } from '../text.ts';
import type { FailedTool, ToolOutcomes } from '../transcript/tool-outcomes.ts';

/** The code of a run that ended without an answer. */
export const NO_ANSWER = 'NO_ANSWER';

/**
 * The failure of a run that ended without an answer; undefined if it gave one: a text, or a tool that did its work.
 * `cause`: what the agent or its server said went wrong.
 */
export function noAnswer(message: string, tools: ToolOutcomes, cause = ''): RunError | undefined {
  if (tools.worked || !showsNothing(message)) return undefined;
  const said = `the agent ended its turn without an answer${cause === '' ? '' : `: ${inSentence(cause)}`}`;
  return { code: NO_ANSWER, message: tools.failures === 0 ? said : `${said}; ${failuresOf(tools)}` };
}

function failuresOf({ failures, failed }: ToolOutcomes): string {
  const names = failed.map(nameOf).join(', ');
  if (failures === 1) return `its tool failed: ${names}`;
  return `${failures} of its tool calls failed${failures > failed.length ? ', at last' : ''}: ${names}`;
}

const nameOf = ({ label, reason }: FailedTool): string =>
  inSentence(reason === '' ? label : `${inSentence(label)} (${inSentence(reason)})`);
