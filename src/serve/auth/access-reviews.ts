import { createHash } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Right } from './route-rights.ts';

/** Answers, and tokens, that are kept; the one that was asked for longest ago goes first. */
const MAX_KEPT = 20_000;
/** A no counts for less: who was just given a right wants to use it (ms). */
const NO_LIFE = 2_000;
/** Reviews of strangers under way at a time: a client that sends unknown tokens must not keep others waiting. */
const MAX_STRANGERS = 100;

/** Asks the API server, with a caller's own token, whether that token has a right (`SelfSubjectAccessReview`). */
export interface Reviewer {
  /** @throws AmberError UNAUTHENTICATED for a token that does not count, UNAVAILABLE */
  review(token: string, right: Right): Promise<boolean>;
}

interface Kept {
  readonly answer: Promise<boolean>;
  until: number;
}

export interface ReviewsDeps {
  readonly reviewer: Reviewer;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long an answer counts from when it was asked for, in ms. */
  readonly life: number;
}

/**
 * What tokens may do, as the API server says, kept for a short time: yes, no, and that a token does not count. Answers are
 * kept by a hash of the token, never by the token.
 */
export class AccessReviews {
  readonly #deps: ReviewsDeps;
  readonly #answers = new Map<string, Kept>();
  /** Tokens, by their hashes, that counted when they were last asked about. */
  readonly #known = new Set<string>();
  #strangers = 0;

  constructor(deps: ReviewsDeps) {
    this.#deps = deps;
  }

  /**
   * Whether the token has the right. One to all sessions of the project is asked for first: it is the usual one, and then
   * counts for each of them.
   * @throws AmberError UNAUTHENTICATED, UNAVAILABLE
   */
  async allows(token: string, right: Right): Promise<boolean> {
    if ('path' in right || right.name === undefined) return this.#ask(token, right);
    const { verb, project } = right;
    return (await this.#ask(token, { verb, project })) || this.#ask(token, right);
  }

  async #ask(token: string, right: Right): Promise<boolean> {
    const caller = createHash('sha256').update(token).digest('base64');
    const key = JSON.stringify([caller, right]);
    const now = this.#deps.clock.now();
    const kept = this.#answers.get(key);
    const answer = kept !== undefined && kept.until > now ? kept : this.#begin(token, caller, right, now);
    // The newest last: the first one is the one to go.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    dropOldest(this.#answers);
    try {
      const isAllowed = await answer.answer;
      if (!isAllowed) answer.until = Math.min(answer.until, this.#deps.clock.now() + NO_LIFE);
      this.#known.add(caller);
      dropOldest(this.#known);
      return isAllowed;
    } catch (error) {
      // That a token does not count is an answer as well; no answer is none.
      if (isAmberError(error, 'UNAUTHENTICATED')) this.#known.delete(caller);
      else if (this.#answers.get(key) === answer) this.#answers.delete(key);
      throw error;
    }
  }

  #begin(token: string, caller: string, right: Right, now: number): Kept {
    const isStranger = !this.#known.has(caller);
    if (isStranger && this.#strangers >= MAX_STRANGERS)
      throw new AmberError('UNAVAILABLE', 'too many new callers at once: try again');
    if (isStranger) this.#strangers++;
    this.#deps.metrics.add('amber_serve_access_reviews_total');
    const answer = this.#deps.reviewer.review(token, right).finally(() => {
      if (isStranger) this.#strangers--;
    });
    return { answer, until: now + this.#deps.life };
  }
}

function dropOldest(all: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean }): void {
  if (all.size <= MAX_KEPT) return;
  for (const oldest of all.keys()) {
    all.delete(oldest);
    return;
  }
}
