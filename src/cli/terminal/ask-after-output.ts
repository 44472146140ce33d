import { waitingOf } from '../../core/agui/waiting-events.ts';
import type { Clock } from '../../core/clock.ts';
import type { Update } from '../../core/run-update.ts';
import type { Human } from '../../engine/local/acp/agent-interface.ts';

/** A screen that shows nothing must not keep a person from being asked. In ms. */
const PATIENCE = 1_000;

/**
 * Asks a person only once what the agent said before is on the screen: the stream, which says that the run waits, comes
 * a moment later than the question itself.
 */
export class AskAfterOutput {
  readonly #clock: Clock;
  #asked = 0;
  #shown = 0;
  #changed = Promise.withResolvers<void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  human(human: Human): Human {
    return {
      permission: async (...asked) => {
        await this.#untilShown();
        return human.permission(...asked);
      },
      question: async (...asked) => {
        await this.#untilShown();
        return human.question(...asked);
      },
    };
  }

  /** These updates are on the screen. */
  shown(updates: readonly Update[]): void {
    for (const update of updates)
      if (update.type === 'event' && waitingOf(update.event)?.state === 'begun') this.#shown += 1;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #untilShown(): Promise<void> {
    const number = ++this.#asked;
    const over = new AbortController();
    const late = this.#clock.sleep(PATIENCE, over.signal).then(
      () => true,
      () => true,
    );
    while (this.#shown < number) if (await Promise.race([this.#changed.promise, late])) break;
    over.abort();
  }
}
