import { waitingOf } from '../../core/agui/waiting-events.ts';
import type { Question } from '../../core/result.ts';
import type { Update } from '../../core/run-update.ts';
import { ToolCalls } from '../../core/transcript/tool-calls.ts';
import { toolLabel } from '../../render/plain-text.ts';
import type { Activity } from './run-view.ts';

/** Follows what a run is at. Cheap: it sees each event of a stream. */
export class ActivityWatch {
  readonly #tools = new ToolCalls();
  #phase = '';
  #words: 'text' | 'thought' | undefined;
  #toolCalls = 0;
  #waiting: Question | undefined;
  #failedCalls = 0;

  /** True if a reader would see a difference. */
  take(update: Update): boolean {
    if (update.type === 'session.phase') {
      const isNew = update.phase !== this.#phase;
      this.#phase = update.phase;
      return isNew;
    }
    if (update.type !== 'event' || update.foreign === true) return false;
    const { event } = update;
    const waiting = waitingOf(event);
    if (waiting !== undefined) {
      this.#waiting = waiting.state === 'begun' ? waiting.question : undefined;
      return true;
    }
    const news = this.#tools.take(event);
    if (news !== undefined) {
      if (news.kind === 'began') this.#toolCalls += 1;
      if (news.kind === 'answered') {
        this.#words = undefined;
        if (news.status === 'failed') this.#failedCalls += 1;
      }
      return news.kind !== 'began';
    }
    const words = event.type.startsWith('TEXT_MESSAGE_')
      ? 'text'
      : event.type.startsWith('REASONING_MESSAGE_')
        ? 'thought'
        : this.#words;
    const isNew = words !== this.#words;
    this.#words = words;
    return isNew;
  }

  read(elapsedMs: number): Activity {
    const tool = this.#tools.current;
    const doing =
      tool !== undefined
        ? { kind: 'tool' as const, label: toolLabel(tool) }
        : this.#words === undefined
          ? undefined
          : { kind: this.#words };
    return {
      phase: this.#phase,
      toolCalls: this.#toolCalls,
      failedCalls: this.#failedCalls,
      elapsedMs,
      ...(doing === undefined ? {} : { doing }),
      ...(this.#waiting === undefined ? {} : { question: this.#waiting }),
    };
  }
}
