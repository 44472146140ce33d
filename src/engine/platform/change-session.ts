import { busyPause } from '../../async/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { readError } from './api-bodies.ts';
import type { RouteName } from './api-routes.ts';
import { type ApiAnswer, jsonOf } from './errors.ts';
import { type AskOptions, type Client, checkTaken } from './platform-client.ts';

/** Routes that write the session object with the caller's own rights. */
type Change = Extract<RouteName, 'startSession' | 'stopSession' | 'patchSession' | 'deleteSession'>;

/** No task has this id. */
const NO_TASK = 'amber-may-i';
/** A refusal comes at once. An answer that takes longer is a runner's (ms). */
const REFUSAL_TIMEOUT = 2_000;
/** A change that the caller does not repeat is tried for this long (ms). */
const PATIENCE = 5_000;

/**
 * Changes sessions. The platform says 500 for missing rights as it does for a write that met another one, but 403 on
 * `agui` routes (docs/platform.md, "Traps of the objects"): after the first 500 one of those is asked, which changes nothing.
 */
export class SessionChanges {
  readonly #client: Client;
  readonly #clock: Clock;
  /** By project, whether the token may not change sessions there: asked once, and again only if there was no answer. */
  readonly #denied = new Map<string, Promise<boolean>>();
  /** The projects where that has become certain. */
  readonly #refused = new Set<string>();

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** One change, for a caller that does not try again. @throws AmberError FORBIDDEN also for such a 500 */
  async once(route: Change, ref: SessionRef, ask: AskOptions = {}): Promise<void> {
    const { answer, asked } = await this.#client.exchange(route, ref, ask);
    checkTaken({ answer, asked: { ...asked, isDenied: isOwn500(answer) && (await this.#isDenied(ref)) } });
  }

  /**
   * One try of several: it waits for nothing but its own answer. Such a 500 is UNAVAILABLE until it is known what it
   * means, which the next try may know. @throws AmberError
   */
  async attempt(route: Change, ref: SessionRef, ask: AskOptions = {}): Promise<void> {
    const { answer, asked } = await this.#client.exchange(route, ref, ask);
    if (isOwn500(answer)) void this.#isDenied(ref).catch(() => undefined);
    checkTaken({ answer, asked: { ...asked, isDenied: isOwn500(answer) && this.#refused.has(ref.project) } });
  }

  /** Tries until the change was taken, for some seconds: for one that may be made twice. @throws AmberError */
  async persist(route: Change, ref: SessionRef, ask?: AskOptions): Promise<void> {
    for (const end = this.#clock.now() + PATIENCE; ; ) {
      try {
        return await this.attempt(route, ref, ask);
      } catch (error) {
        if (!isAmberError(error, 'UNAVAILABLE', 'CONFLICT') || this.#clock.now() >= end) throw error;
      }
      await this.#clock.sleep(busyPause(Math.random));
    }
  }

  #isDenied(ref: SessionRef): Promise<boolean> {
    const denied = this.#denied.get(ref.project) ?? this.#ask(ref);
    this.#denied.set(ref.project, denied);
    return denied;
  }

  async #ask(ref: SessionRef): Promise<boolean> {
    try {
      const ask = { timeoutMs: REFUSAL_TIMEOUT };
      const { answer } = await this.#client.exchange('stopTask', { ...ref, task: NO_TASK }, ask);
      if (answer.status === 403) this.#refused.add(ref.project);
      return answer.status === 403;
    } catch (error) {
      this.#denied.delete(ref.project);
      if (isAmberError(error)) return false;
      throw error;
    }
  }
}

function isOwn500(answer: ApiAnswer): boolean {
  return answer.status === 500 && readError(jsonOf(answer)) !== undefined;
}
