import type { Clock } from '../../core/clock.ts';
import type { Session } from '../../core/session/session.ts';
import type { KeyedRef } from '../run-backend.ts';

export interface StopFlagsDeps {
  readonly get: (ref: KeyedRef) => Promise<Session>;
  readonly clock: Clock;
  /** How long an answer counts, in ms. */
  readonly life: number;
  readonly read: () => void;
  readonly hit: () => void;
}

/** Sessions whose answer is kept; the one that was asked for longest ago goes first. */
const MAX_ANSWERS = 20_000;

interface Answer {
  readonly answer: Promise<boolean>;
  /** Until when it counts; for ever, if a watch would tell of a change. */
  until: number;
}

/**
 * Whether sessions have `stopOnRunFinished`, by project and name. Yes and no are both kept: a session without the flag
 * is read once, however many runs it has, not once for each.
 */
export class StopFlagCache {
  readonly #deps: StopFlagsDeps;
  readonly #answers = new Map<string, Answer>();

  constructor(deps: StopFlagsDeps) {
    this.#deps = deps;
  }

  /** @throws AmberError of the read; a failed one is not kept */
  async isSet(ref: KeyedRef): Promise<boolean> {
    const key = ref.key;
    const now = this.#deps.clock.now();
    const known = this.#answers.get(key);
    this.#answers.delete(key);
    if (known !== undefined && known.until > now) {
      this.#answers.set(key, known);
      this.#deps.hit();
      return known.answer;
    }
    this.#deps.read();
    const answer = this.#deps.get(ref).then(({ spec }) => spec.stopOnRunFinished === true);
    const entry: Answer = { answer, until: now + this.#deps.life };
    this.#keep(key, entry);
    try {
      return await answer;
    } catch (error) {
      if (this.#answers.get(key) === entry) this.#answers.delete(key);
      throw error;
    }
  }

  /** A watch has reported what there is, and reports what changes. */
  learn(ref: KeyedRef, isSet: boolean): void {
    this.#answers.delete(ref.key);
    this.#keep(ref.key, { answer: Promise.resolve(isSet), until: Number.POSITIVE_INFINITY });
  }

  /** The watch of a project, or of all, reports nothing for now: what it reported counts as long as what was read. */
  expire(project?: string): void {
    const until = this.#deps.clock.now() + this.#deps.life;
    for (const [key, entry] of this.#answers)
      if (project === undefined || key.startsWith(`${project}/`)) entry.until = Math.min(entry.until, until);
  }

  #keep(key: string, entry: Answer): void {
    this.#answers.set(key, entry);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
  }

  /** The session has changed. An answer that is on its way is not kept either. */
  drop(ref: KeyedRef): void {
    this.#answers.delete(ref.key);
  }
}
