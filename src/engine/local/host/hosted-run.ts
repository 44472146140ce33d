import { type AguiEvent, object, text } from '../../../core/agui/events.ts';
import type { RunInput } from '../../../core/session/session.ts';
import type { SessionEnding } from '../state/session-status.ts';
import { isRunEnd, runCutOff, runError, runStarted } from './run-events.ts';
import { UnfinishedEvents } from './unfinished-events.ts';

/**
 * One run as its host writes it down. The agent's end of the run is held back until all that belongs to the run is
 * written; whatever the agent does, the log gets one start and one end.
 */
export class HostedRun {
  readonly #input: RunInput;
  readonly #threadId: string;
  readonly #append: (event: AguiEvent) => void;
  readonly #parts = new UnfinishedEvents();
  #started = false;
  #held: AguiEvent | undefined;
  #ended = false;

  constructor(threadId: string, input: RunInput, append: (event: AguiEvent) => void) {
    this.#threadId = threadId;
    this.#input = input;
    this.#append = append;
  }

  get runId(): string {
    return this.#input.runId;
  }

  /** Takes an event of the agent. What comes after the run's end is dropped: it would make the stream invalid. */
  emit(event: AguiEvent): void {
    if (this.#ended || this.#held !== undefined) return;
    if (event.type === 'RUN_STARTED') this.#started = true;
    if (isRunEnd(event.type)) {
      this.#held = event;
      return;
    }
    this.#parts.apply(event);
    this.#append(event);
  }

  /** Adds events of the host's own, then ends the run. `ending`: the session is being stopped. */
  end(own: readonly AguiEvent[], ending: SessionEnding | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#started) this.#append(runStarted(this.#threadId, this.#input));
    for (const event of own) this.#append(event);
    const held = this.#held;
    if (held !== undefined && (ending?.phase !== 'Stopped' || finishedBySelf(held))) {
      this.#append(held);
      return;
    }
    for (const event of this.#parts.ends()) this.#append(event);
    this.#append(this.#cutOff(ending));
  }

  #cutOff(ending: SessionEnding | undefined): AguiEvent {
    if (ending !== undefined) return runCutOff(this.#threadId, this.runId, ending);
    return runError(this.runId, { code: 'NO_END', message: 'the agent did not say how the run ended' });
  }
}

/** True for an end that was on its way before the stop. */
const finishedBySelf = (end: AguiEvent): boolean =>
  end.type === 'RUN_FINISHED' && text(object(end, 'outcome') ?? {}, 'type') !== 'cancelled';
