import { orAbort } from '../async/abort.ts';
import { Mailbox } from '../async/mailbox.ts';
import { ResettableTimer } from '../async/resettable-timer.ts';
import { AmberError, isAmberError, messageOf } from '../core/errors.ts';
import type { RunEnd } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import type { Phase } from '../core/session/phase.ts';
import { phaseReason } from '../core/session/phase-reason.ts';
import type { Probe, Session } from '../core/session/session.ts';
import type { NextStep } from '../core/tracker/run-tracker.ts';
import type { ConnectionEvent } from './connection.ts';
import { RECONNECT_PAUSES, Reconnector } from './reconnector.ts';
import { StreamErrors } from './stream-errors.ts';
import { StreamReader } from './stream-reader.ts';
import { SuspendDetector } from './suspend-detector.ts';
import type { BoundSource, TailOptions } from './tail-source.ts';
import type { Goal } from './until/goal.ts';
import { Witness, type WitnessAnswer } from './witness.ts';

type Message =
  | ConnectionEvent
  | { readonly kind: 'session'; readonly answer: WitnessAnswer<Session> }
  | { readonly kind: 'probe'; readonly answer: WitnessAnswer<Probe> }
  | { readonly kind: 'seen'; readonly session: Session | null; readonly taken: () => void }
  | { readonly kind: 'ring' };

/** A plan that is due but leads nowhere is looked at again so many ms later: a defect must not become a busy loop. */
const OVERDUE_PAUSE = 10;
/** So many connections in a row must fail before the reader is warned. */
const FAILURES_BEFORE_WARNING = 3;

/**
 * The machine behind `tail`: one mailbox takes what the connection, the witnesses, the timer and the caller's signal
 * report, and after each message the plan is made anew from the goal, the stream and the time.
 */
export class TailLoop implements Disposable {
  readonly #source: BoundSource;
  readonly #goal: Goal;
  readonly #options: TailOptions;
  readonly #mailbox = new Mailbox<Message>();
  readonly #reader: StreamReader;
  readonly #stream: Reconnector;
  readonly #session: Witness<Session>;
  readonly #probe: Witness<Probe>;
  readonly #timer: ResettableTimer;
  readonly #suspension: SuspendDetector;
  readonly #aborted: () => void;
  /** Ends the watch of the session. */
  readonly #over = new AbortController();
  #isWatched = false;
  /** There is no way to the stream. */
  #isBlind = false;
  #updates: Update[] = [];
  /** Time that the consumer took, in ms: it counts for no limit here. */
  #away = 0;
  #phase: Phase | undefined;
  /** The session must answer before the stream is opened. */
  #first: boolean;
  /** The machine slept for so many ms, and the session has not answered since. */
  #slept = 0;
  readonly #streamFaults = new StreamErrors();
  readonly #sessionFaults = new StreamErrors();

  constructor(source: BoundSource, goal: Goal, options: TailOptions) {
    const { clock, timing, signal, random = Math.random } = options;
    const post = (message: Message): void => this.#mailbox.post(message);
    this.#source = source;
    this.#goal = goal;
    this.#options = options;
    this.#first = goal.asksFirst ?? false;
    this.#reader = new StreamReader(goal, options.from);
    this.#stream = new Reconnector((abort) => source.events(this.#reader.cursor, abort), post, timing, random);
    const pause = RECONNECT_PAUSES.first;
    this.#session = new Witness(
      () => source.get(),
      pause,
      (answer) => post({ kind: 'session', answer }),
    );
    this.#probe = new Witness(
      () => source.probe(),
      pause,
      (answer) => post({ kind: 'probe', answer }),
    );
    this.#timer = new ResettableTimer(clock, () => post({ kind: 'ring' }));
    this.#suspension = new SuspendDetector(clock);
    this.#aborted = (): void => {
      this.#stream[Symbol.dispose]();
      post({ kind: 'ring' });
    };
    signal.addEventListener('abort', this.#aborted, { once: true });
  }

  /** As the goal's. */
  end(): RunEnd | 'read' | undefined {
    return this.#goal.end(this.#now());
  }

  /** The consumer took so many ms with the last updates. */
  away(ms: number): void {
    this.#away += ms;
  }

  /** Does what is due, and waits for the next thing to happen. @throws AmberError as `tail` does */
  async next(): Promise<readonly Update[]> {
    this.#plan(this.#now());
    if (this.#updates.length === 0) {
      const message = await this.#mailbox.next();
      if (!this.#options.signal.aborted) this.#handle(message, this.#now());
    }
    const updates = this.#updates;
    this.#updates = [];
    return updates;
  }

  [Symbol.dispose](): void {
    this.#options.signal.removeEventListener('abort', this.#aborted);
    this.#over.abort();
    this.#timer[Symbol.dispose]();
    this.#stream[Symbol.dispose]();
  }

  /** The time as limits count it: it stands still while the consumer works. */
  #now(): number {
    return this.#options.clock.now() - this.#away;
  }

  /** Acts on everything that is due, and sets the timer to the next thing that will be. */
  #plan(now: number): void {
    if (this.#slept > 0) this.#session.ask(now);
    else if (this.#first) this.#wake(this.#ask(this.#session, this.#stream.openAt ?? now, now));
    else {
      this.#watch(now);
      this.#perform(this.#goal.next(now), now);
      const { openAt } = this.#stream;
      if (openAt !== undefined && openAt <= now) this.#open(now);
      else if (openAt !== undefined) this.#wake(openAt);
    }
    this.#drain();
    this.#stream.read();
  }

  /** Gives up a connection that is silent for too long, and ends the wait of what waits for the end of a replay. */
  #watch(now: number): void {
    const { deadAt, heard } = this.#stream;
    if (deadAt !== undefined && now >= deadAt) {
      this.#lose(now, new AmberError('UNAVAILABLE', `no byte for ${this.#options.timing.liveness / 1_000} s`));
    } else if (deadAt !== undefined) this.#wake(deadAt);
    if (!this.#reader.unsettled) return;
    const over = heard + this.#options.timing.replayPause;
    if (now < over) this.#wake(over);
    else if (this.#reader.settle(this.#updates)) this.#stream.progress();
  }

  #perform(step: NextStep | undefined, now: number): void {
    if (step === undefined) return;
    if (step.action === 'get') this.#wake(this.#ask(this.#session, step.at, now));
    else if (step.action === 'probe') this.#wake(this.#ask(this.#probe, step.at, now));
    else if (step.action === 'decide') this.#wake(step.at > now ? step.at : now + OVERDUE_PAUSE);
    else if (this.#stream.stands) {
      const at = this.#stream.replaceableAt(step.at);
      if (at > now) this.#wake(at);
      else {
        this.#goal.connection('closed', now, false);
        this.#stream.replace(now);
      }
    }
  }

  /** Asks a witness, if it is time; returns the time at which to look again. */
  #ask<T>(witness: Witness<T>, at: number, now: number): number {
    if (witness.asking) return Number.POSITIVE_INFINITY;
    const when = witness.when(at);
    if (when > now) return when;
    witness.ask(now);
    return Number.POSITIVE_INFINITY;
  }

  #wake(at: number): void {
    if (at !== Number.POSITIVE_INFINITY) this.#timer.set(at + this.#away);
  }

  #open(now: number): void {
    this.#reader.connect();
    this.#stream.open(now);
    if (this.#options.until.kind !== 'replay-end') this.#watchSession();
    const { deadAt } = this.#stream;
    if (deadAt !== undefined) this.#wake(deadAt);
  }

  #handle(message: Message, now: number): void {
    this.#slept = Math.max(this.#slept, this.#suspension.elapsed());
    if (message.kind === 'session') this.#takeSession(message.answer, now);
    else if (message.kind === 'probe') this.#takeProbe(message.answer, now);
    else if (message.kind === 'seen') {
      message.taken();
      this.#takeSeen(message.session, now);
    } else if (message.kind !== 'ring' && this.#stream.isCurrent(message)) this.#takeStream(message, now);
    this.#drain();
  }

  /** The goal's warnings, which time alone may bring up. */
  #drain(): void {
    for (const { code, message } of this.#goal.drain()) this.#updates.push({ type: 'warning', code, message });
  }

  #takeStream(arrival: ConnectionEvent, now: number): void {
    if (arrival.kind === 'broken') {
      if (isAmberError(arrival.error, 'NO_STREAM') && this.#goal.noStream !== undefined) {
        this.#goWithout(arrival.error, now);
        return;
      }
      const fault = this.#streamFaults.take(arrival.error);
      this.#lose(now, arrival.error, fault === 'gone' ? 'gone' : 'broken');
      return;
    }
    const first = this.#stream.hear(now);
    if (first !== false) {
      this.#streamFaults.clear();
      this.#goal.connection('open', now, false);
      if (first !== true && this.#goal.isSilent !== true) this.#updates.push({ type: 'stream.reconnected', ...first });
    }
    if (arrival.kind === 'eof') {
      this.#lose(now, new AmberError('UNAVAILABLE', 'the stream ended'), 'eof');
    } else if (first === false || arrival.items.length > 0) {
      if (this.#reader.take(arrival.items, now, this.#updates)) this.#stream.progress();
    }
  }

  #takeSession(answer: WitnessAnswer<Session>, now: number): void {
    this.#session.taken();
    const slept = this.#slept;
    this.#slept = 0;
    // After such a long sleep the server has closed the connection, even if we have not noticed.
    if (slept > this.#options.timing.liveness && this.#stream.stands)
      this.#lose(now, new AmberError('UNAVAILABLE', 'the machine slept'), 'slept');
    if ('error' in answer) {
      const fault = this.#sessionFaults.take(answer.error);
      if (fault !== 'gone') this.#goal.failed(now);
      else if (this.#goal.needsSession) throw answer.error;
      else this.#goal.session(null, now);
      if (this.#first) this.#lose(now, answer.error);
      return;
    }
    this.#first = false;
    this.#sessionFaults.clear();
    this.#see(answer.value, now);
  }

  /** Beside a stream a change of the phase is a reason to ask, and no more: the end of the run is the stream's to tell. */
  #takeSeen(session: Session | null, now: number): void {
    if (this.#isBlind) this.#see(session, now);
    else if (session === null || (session.status?.phase ?? this.#phase) !== this.#phase) this.#session.ask(now);
  }

  #see(session: Session | null, now: number): void {
    const phase = session?.status?.phase;
    if (session !== null && phase !== undefined && phase !== this.#phase) {
      this.#phase = phase;
      const reason = phaseReason(session);
      this.#updates.push({ type: 'session.phase', phase, ...(reason === undefined ? {} : { reason }) });
    }
    this.#goal.session(session, now);
  }

  #takeProbe(answer: WitnessAnswer<Probe>, now: number): void {
    this.#probe.taken();
    if (!('error' in answer)) this.#goal.probe?.(answer.value, now);
    // A probe that could not be made says nothing about the runner. A defect is no such answer.
    else if (!isAmberError(answer.error)) throw answer.error;
    else this.#goal.probe?.({ runner: 'unknown', tasks: 0 }, now);
  }

  /** The stream can't be read from here, and trying again changes nothing: the witnesses are asked without it. */
  #goWithout({ code, message, hint }: AmberError, now: number): void {
    this.#goal.connection('closed', now, false);
    this.#stream.giveUp();
    this.#goal.noStream?.({ code, message, ...(hint !== undefined && { hint }) });
    this.#isBlind = true;
    // What the watch has shown so far was only a reason to ask.
    this.#session.ask(now);
    this.#watchSession();
  }

  #watchSession(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    // What breaks a watch, the next look at the session says.
    this.#readWatch().catch(() => undefined);
  }

  async #readWatch(): Promise<void> {
    const { signal } = this.#over;
    for await (const session of this.#source.watch?.(signal) ?? []) {
      // No further one is asked for until this one was taken: a busy session must not fill a slow consumer's mailbox.
      const { promise, resolve: taken } = Promise.withResolvers<void>();
      this.#mailbox.post({ kind: 'seen', session, taken });
      await orAbort(promise, signal);
    }
  }

  /** The stream can't be read for now. @throws the error once the goal's patience is over */
  #lose(now: number, error: unknown, how: 'broken' | 'gone' | 'eof' | 'slept' = 'broken'): void {
    this.#goal.connection('closed', now, how === 'eof', messageOf(error));
    const { attempts, since, cause } = this.#stream.lose(
      now,
      messageOf(error),
      how === 'slept' ? 'at once' : 'backoff',
    );
    if (now - since > (this.#goal.patience ?? Number.POSITIVE_INFINITY)) throw error;
    // That the session is gone is no trouble of the stream's, and reported as such.
    if (attempts !== FAILURES_BEFORE_WARNING || how === 'gone') return;
    const message = `the event stream can't be read, trying on: ${cause}`;
    this.#updates.push({ type: 'warning', code: 'STREAM_UNAVAILABLE', message });
  }
}
