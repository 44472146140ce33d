import { isAmberError, messageOf } from '../core/errors.ts';
import { isTerminal, type Phase } from '../core/session/phase.ts';
import { ANNOTATION, type Probe, type Session } from '../core/session/session.ts';

/**
 * What one look at a session says about its stop.
 * - `stopped`: it has stopped, as far as the object says.
 * - `stopping`: the stop is under way, nothing more to send.
 * - `taken`: it has the request, and goes on.
 * - `unborn`: it was never started and is not to be: certain only if a later look says so too.
 * - `unmoved`: nothing has come of the request yet.
 */
export type StopEvidence = 'stopped' | 'stopping' | 'taken' | 'unborn' | 'unmoved';

/** Reads the evidence off a session. */
export function stopEvidence(session: Session): StopEvidence {
  const phase = session.status?.phase;
  const desired = session.metadata.annotations?.[ANNOTATION.desiredPhase];
  // A start was asked for and not yet seen: `Stopped` is then the past.
  if (isTerminal(phase)) return desired === 'Running' ? 'unmoved' : 'stopped';
  if (phase === 'Stopping') return 'stopping';
  if (desired !== 'Stopped') return 'unmoved';
  return phase === undefined || phase === 'Pending' ? 'unborn' : 'taken';
}

/** A runner that still answers this long after its session has stopped is no pod in its grace period any more (ms). */
const OUTLIVED = 5_000;
/** A pod that was made takes some seconds to be reachable: one that is silent for longer than this has ended (ms). */
const SILENT = 10_000;
/** A stop that is under way says so itself within this time, mostly; then its runner is asked, too (ms). */
const UNASKED = 5_000;

/** What a look at the session came to: an object, `null` for 404, or the error of a look that failed. */
export type Look = { readonly session: Session | null } | { readonly error: unknown };

/**
 * How far a stop has come: looks, probes and answers → what to ask for, whether the stop is certain, and what is in its
 * way. Pure; `now` in milliseconds on one scale.
 *
 * An operator that starves beside a busy writer sets a session that is to stop to phase `Stopped` without
 * deleting its pod, if its phase had still been `Pending`. Where a runner can outlive its session so, `Stopped` counts
 * once the runner no longer answers, or if `Stopping` was seen before it; after `Pending` once it has been silent for as
 * long as a pod may take to boot. One that goes on answering is ended by starting the session, which takes its pod over,
 * and stopping it again.
 *
 * The same operator may have ended the pod and fail to write that down. Once the limit has passed, a runner that has
 * ended since the session took the stop is enough.
 */
export class StopProgress {
  readonly #stopLooks: number;
  /** The pod that the runner lives in, where it can outlive its session. */
  readonly #pod: string | undefined;
  #phase: Phase | undefined;
  #evidence: StopEvidence | 'unknown' = 'unknown';
  #lookError: unknown;
  /** The last request's error, while it was refused. */
  #refusal: unknown;
  #refusals = 0;
  #isGone = false;
  #sawStopping = false;
  /** The last look that did not show an end showed a session that may have a pod without saying so. */
  #sawUnborn = false;
  #isLate = false;
  #takenSince: number | undefined;
  #wasAlive = false;
  /** Since when no look at the runner found it alive, and since when each found it gone. */
  #silentSince: number | undefined;
  #goneSince: number | undefined;
  #isSilent = false;
  #hasEnded = false;
  #unbornSince: number | undefined;
  /** Since when our looks and requests are refused for want of credentials or rights. */
  #lockedOutSince: number | undefined;
  #outlivesSince: number | undefined;
  #restart: 'not needed' | 'due' | 'asked' | 'done' = 'not needed';
  #owesStop = false;

  /** `before`: the phase that was seen last, if one was. */
  constructor(stopLooks: number, pod: string | undefined, before?: Phase) {
    this.#stopLooks = stopLooks;
    this.#pod = pod;
    this.#sawUnborn = before === 'Pending';
  }

  /** What to ask for now. */
  get request(): 'stop' | 'start' | undefined {
    if (this.#restart === 'due') return 'start';
    // A start can be lost, too. One that was taken is not to be disturbed.
    if (this.#restart === 'asked') return this.#evidence === 'stopped' ? 'start' : undefined;
    return this.#evidence === 'stopping' || this.#evidence === 'stopped' ? undefined : 'stop';
  }

  /** True if the phase alone proves nothing yet: the runner is to be asked, too. */
  doubtsRunner(now: number): boolean {
    if (this.#pod === undefined || this.#isGone) return false;
    if (this.#seemsOver) return !this.#sawStopping;
    return this.#takenSince !== undefined && now - this.#takenSince >= UNASKED;
  }

  /** The limit has passed: what is as good as a stop counts from now on. */
  late(): void {
    this.#isLate = true;
  }

  /** True once the session has the stop, or is being stopped: nothing is in its way any more, it only takes time. */
  get isTaken(): boolean {
    return this.#evidence === 'stopping' || this.#evidence === 'taken' || this.leftPod !== undefined || this.#mayBoot;
  }

  /** True if a start of ours has not been followed by a stop yet. */
  get owesStop(): boolean {
    return this.#owesStop;
  }

  /** A request was answered well. */
  accepted(request: 'stop' | 'start'): void {
    this.#refusal = undefined;
    this.#owesStop = request === 'start';
    if (request === 'start') this.#restart = 'asked';
  }

  refused(error: unknown, now: number): void {
    this.#refusal = error;
    this.#refusals += 1;
    this.#lockOut(error, now);
  }

  look(look: Look, now: number): void {
    if ('error' in look) {
      this.#lookError = look.error;
      this.#lockOut(look.error, now);
      return;
    }
    this.#lookError = undefined;
    if (!isLockedOut(this.#refusal)) this.#lockedOutSince = undefined;
    this.#isGone = look.session === null;
    this.#phase = look.session?.status?.phase;
    this.#evidence = look.session === null ? 'stopped' : stopEvidence(look.session);
    if (this.#evidence === 'stopping') this.#sawStopping = true;
    if (this.#evidence !== 'stopped') this.#sawUnborn = this.#phase === undefined || this.#phase === 'Pending';
    const isTaken = this.#evidence === 'stopping' || this.#evidence === 'taken';
    this.#takenSince = isTaken ? (this.#takenSince ?? now) : undefined;
    this.#unbornSince = this.#evidence === 'unborn' ? (this.#unbornSince ?? now) : undefined;
    if (!this.#seemsOver) this.#outlivesSince = undefined;
    // A stop of a session that is still `Pending` would leave the pod behind again.
    if (this.#restart === 'asked' && (this.#phase === 'Creating' || this.#phase === 'Running')) this.#restart = 'done';
  }

  /** The runner's own answer. */
  probe(runner: Probe['runner'], now: number): void {
    // One that was alive and can't be asked may be busy.
    if (runner === 'gone') this.#outlivesSince = undefined;
    if (runner === 'alive' && this.#seemsOver) this.#outlivesSince ??= now;
    if (runner === 'alive') this.#wasAlive = true;
    this.#silentSince = runner === 'alive' ? undefined : (this.#silentSince ?? now);
    this.#goneSince = runner === 'gone' ? (this.#goneSince ?? now) : undefined;
    this.#isSilent = this.#silentSince !== undefined && now - this.#silentSince >= SILENT;
    this.#hasEnded = this.#goneSince !== undefined && now - this.#goneSince >= SILENT;
    const since = this.#outlivesSince;
    const stopped = this.#evidence === 'stopped';
    if (stopped && since !== undefined && now - since >= OUTLIVED && this.#restart === 'not needed')
      this.#restart = 'due';
  }

  /** What is certain. `denied`: no further try changes anything. */
  verdict(now: number): 'confirmed' | 'denied' | undefined {
    const runs = this.#outlivesSince !== undefined || this.#mayBoot;
    if (this.#evidence === 'stopped' && this.#restart !== 'asked' && !runs) return 'confirmed';
    if (this.#unbornSince !== undefined && now - this.#unbornSince >= this.#stopLooks && !runs) return 'confirmed';
    // A runner that was never seen alive may be dead in a pod that goes on, unless the operator has begun to end that.
    const isEnding = this.#evidence === 'stopping' || (this.#evidence === 'taken' && this.#wasAlive);
    if (this.#isLate && this.#hasEnded && isEnding) return 'confirmed';
    const locked = this.#lockedOutSince;
    // A token that was just renewed gets its chance.
    const isCertain =
      isAmberError(this.error, 'FORBIDDEN') || (locked !== undefined && now - locked >= this.#stopLooks);
    return isCertain ? 'denied' : undefined;
  }

  /** True if the error that is in the way is one of credentials or rights. */
  get isDenied(): boolean {
    return isLockedOut(this.error);
  }

  /** The error that is in the way, if one is: of the last look, else of the last request. */
  get error(): unknown {
    return this.#lookError ?? this.#refusal;
  }

  /** What is in the way of the stop, or what it waits for: the end of a sentence about the session. */
  get why(): string {
    const phase = this.#phase === undefined ? 'it has no phase yet' : `its phase is ${this.#phase}`;
    if (this.#lookError !== undefined) return `it can't be looked at: ${messageOf(this.#lookError)}`;
    if (this.leftPod !== undefined) return `${phase}, and its runner still answers (pod ${this.leftPod})`;
    if (this.#mayBoot) return `${phase}, and a pod of it may still be on its way`;
    if (this.#evidence === 'stopping')
      return this.#pod === undefined ? `${phase}, and it has not ended yet` : `${phase}, until its pod has ended`;
    if (this.#evidence === 'taken' || this.#evidence === 'unborn')
      return `it has taken the stop (desired-phase is Stopped) and not carried it out yet, ${phase}`;
    if (this.#evidence === 'unknown' && this.#refusal === undefined)
      return 'it was asked to stop, and what came of that was not waited for';
    if (this.#refusal === undefined) return `it was asked to stop, and nothing has come of it: ${phase}`;
    const times = this.#refusals === 1 ? 'once' : `${this.#refusals} times`;
    return `the stop was refused (${times}), ${phase}: ${messageOf(this.#refusal)}`;
  }

  /** The pod that has outlived its session, and that no stop of the session has ended. */
  get leftPod(): string | undefined {
    return this.#outlivesSince !== undefined || this.#restart === 'asked' ? this.#pod : undefined;
  }

  /** True while a pod that was made behind `Pending` has not had the time to answer. None is made after the stop. */
  get #mayBoot(): boolean {
    if (this.#pod === undefined || this.#isGone || this.#wasAlive) return false;
    return this.#seemsOver && this.#sawUnborn && !this.#sawStopping && !this.#isSilent;
  }

  get #seemsOver(): boolean {
    return this.#evidence === 'stopped' || this.#evidence === 'unborn';
  }

  #lockOut(error: unknown, now: number): void {
    if (isLockedOut(error)) this.#lockedOutSince ??= now;
  }
}

function isLockedOut(error: unknown): boolean {
  return isAmberError(error, 'UNAUTHENTICATED', 'FORBIDDEN');
}
