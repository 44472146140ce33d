import type { AguiEvent } from '../agui/events.ts';
import { contentOf, hasInitialPrompt, messagesIn } from '../agui/messages.ts';
import { mayEnd } from '../agui/run-end-events.ts';
import { newRunState, type RunState } from './run-state.ts';

/**
 * Finds the own run of a session that was just created: the one that carries the initial prompt; where no server
 * marks it, the first to start, unless it plainly carries something else (docs/platform.md, "Which run is mine").
 */
export class InitialRun {
  #certain = false;
  /** Runs that carry another message. */
  readonly #foreign = new WeakSet<RunState>();

  /** True once no later event can show that another run is the one. */
  get certain(): boolean {
    return this.#certain;
  }

  /**
   * The own run, as far as this event shows it. `run`: the one that the event belongs to. `known`: how many runs the
   * stream has named so far. `prompt`: what the session was created with, if that is known. A run without a name
   * (id "") is returned for an error without an id that is all the stream holds: there is no other run that it could be of
   * (docs/events.md, case 16).
   */
  find(event: AguiEvent, run: RunState | undefined, known: number, prompt: string): RunState | undefined {
    if (run === undefined) {
      return event.type === 'RUN_ERROR' && known === 0 && mayEnd(event) ? newRunState('') : undefined;
    }
    const carries = event.type === 'RUN_STARTED' || event.type === 'MESSAGES_SNAPSHOT';
    const messages = carries ? messagesIn(event) : [];
    if (hasInitialPrompt(messages)) {
      this.#certain = true;
      return run;
    }
    if (carriesAnother(messages, prompt.trim())) this.#foreign.add(run);
    if (this.#foreign.has(run)) return undefined;
    const isFirst = known === 1 && (run.started || run.finished || run.erroredAt !== undefined);
    return event.type === 'RUN_STARTED' || isFirst ? run : undefined;
  }
}

function carriesAnother(messages: ReturnType<typeof messagesIn>, prompt: string): boolean {
  const asked = messages.filter(({ role }) => role === 'user');
  return prompt !== '' && asked.length > 0 && !asked.some((message) => contentOf(message).includes(prompt));
}
