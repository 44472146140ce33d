import type { AguiEvent, Fields } from '../agui/events.ts';
import { answerIn, callsOf } from '../agui/messages.ts';
import { ToolCalls, type ToolNews } from './tool-calls.ts';
import { labelOf } from './tool-label.ts';

/** A tool call that failed. */
export interface FailedTool {
  /** Its name and what it was about. */
  readonly label: string;
  /** The first line of what it said. */
  readonly reason: string;
}

/** So many failed calls are named; all are counted. */
const MAX_NAMED = 3;
const MAX_WORDS = 200;

/** What the tool calls of one run came to: bounded, however long the run. */
export class ToolOutcomes {
  readonly #calls = new ToolCalls();
  #worked = false;
  #failures = 0;
  #failed: readonly FailedTool[] = [];

  /** True once a call has ended well. */
  get worked(): boolean {
    return this.#worked;
  }

  /** How many calls have failed. */
  get failures(): number {
    return this.#failures;
  }

  /** The last ones that failed. */
  get failed(): readonly FailedTool[] {
    return this.#failed;
  }

  /** Takes a TOOL_CALL_* event of the run. */
  take(event: AguiEvent): void {
    this.#note(this.#calls.take(event));
  }

  /** The messages of a MESSAGES_SNAPSHOT of the run: after compaction they are all that is left of its calls. */
  snapshot(messages: readonly Fields[]): void {
    for (const message of answerIn(messages)) {
      for (const { id, name, args } of callsOf(message))
        this.take({ type: 'TOOL_CALL_START', toolCallId: id, toolCallName: name, delta: args });
      if (message.role === 'tool') this.take({ ...message, type: 'TOOL_CALL_RESULT' });
    }
  }

  #note(news: ToolNews | undefined): void {
    if (news?.kind !== 'answered' || news.status === 'unfinished') return;
    if (news.status === 'completed') {
      this.#worked = true;
      return;
    }
    this.#failures++;
    const reason = news.content.trim().split('\n', 1)[0] ?? '';
    const failed = { label: labelOf(news.call).slice(0, MAX_WORDS), reason: reason.slice(0, MAX_WORDS) };
    this.#failed = [...this.#failed, failed].slice(-MAX_NAMED);
  }
}
