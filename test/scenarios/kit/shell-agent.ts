import { scripted } from '../../fakes/acp-agents/scripted.ts';

/** The inputs of a step whose agent runs these lines of shell in its folder, says what they print, and ends with `account`. */
export function shellAgent(lines: readonly string[], account = 'Make it fast\n\nIt was slow.') {
  const steps = [{ sh: lines.join('\n') }, { text: account, more: { messageId: 'account' } }];
  return { engine: 'local', agent: scripted({ prompts: [steps] }) };
}
