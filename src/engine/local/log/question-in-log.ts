import { type AguiEvent, text } from '../../../core/agui/events.ts';
import { interruptsOf } from '../../../core/agui/question-tool.ts';
import { waitingOf } from '../../../core/agui/waiting-events.ts';
import { linesBackwards } from './log-repair.ts';

/** Text of an agent can't look like this: its quotes are escaped. */
const OF_INTEREST = /"type"\s*:\s*"(?:RUN_|CUSTOM"|TOOL_CALL_(?:START|END)")/;

/**
 * Whether one of these questions waits: the last run has asked it, and it has got no answer since (`waits`), or an answer or
 * another run has come (`over`). Undefined where the log says neither. A line is an event, or the id of its run, a tab, and
 * the event.
 */
export function questionInLog(path: string, ids: ReadonlySet<string>): 'waits' | 'over' | undefined {
  for (const line of linesBackwards(path)) {
    if (!OF_INTEREST.test(line)) continue;
    const event = JSON.parse(line.slice(line.indexOf('\t') + 1)) as AguiEvent;
    const waiting = waitingOf(event);
    if (waiting?.state === 'over' && waiting.for === 'question' && waiting.answer !== undefined) return 'over';
    const interrupts = event.type === 'RUN_FINISHED' ? interruptsOf(event) : [];
    const named = [event.toolCallId, ...interrupts.map((one) => text(one, 'id') ?? '')];
    if (named.some((id) => typeof id === 'string' && ids.has(id))) return 'waits';
    if (event.type === 'RUN_STARTED') return 'over';
  }
  return undefined;
}
