import { Alarm } from '../async/alarm.ts';
import { Mailbox } from '../async/mailbox.ts';
import { Suspension } from '../async/suspension.ts';
import type { Cursor, StreamItem } from '../core/agui/events.ts';
import { AmberError, isAmberError, messageOf } from '../core/errors.ts';
import type { RunEnd } from '../core/outcome.ts';
import { phaseReason } from '../core/session/phase-reason.ts';
import type { Phase, Probe, Session } from '../core/session/session.ts';
import type { Step } from '../core/tracker/run-tracker.ts';
import type { Update } from '../core/update.ts';
import type { Arrival } from './connection.ts';
import { Faults } from './faults.ts';
import { Reading } from './reader.ts';
import { Link } from './reconnector.ts';
import type { TailOptions } from './tail.ts';
import type { Goal } from './until/goal.ts';
import { type Answer, Witness } from './witness.ts';

type Message =
  | Arrival
  | { readonly kind: 'session'; readonly answer: Answer<Session> }
  | { readonly kind: 'probe'; readonly answer: Answer<Probe> }
  | { readonly kind: 'ring' };

/** A `TailSource` bound to one session. */
export interface BoundSource {
  get(): Promise<Session>;
  probe(): Promise<Probe>;
  events(from: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StreamItem[]>;
}

/** A pause after which a replay that has no mark counts as read, for texts that wait for that. */
const SETTLE = 1_000;
/** A plan that is due but leads nowhere is looked at again so much later: a defect must not become a busy loop. */
const AGAIN = 10;
/** So many connections in a row must fail before the reader is told. */
const TOLD = 3;

/**
 * The machine behind `tail`: one mailbox takes what the connection, the witnesses, the alarm and the caller's signal
 * have to say, and after each message the plan is made anew from the goal, the link and the time.
 */
export class Tailing implements Disposable {
  readonly #goal: Goal;
  readonly #options: TailOptions;
  readonly #mailbox = new Mailbox<Message>();
  readonly #reading: Reading;
  readonly #link: Link;
  readonly #session: Witness<Session>;
  readonly #probe: Witness<Probe>;
  readonly #alarm: Alarm;
  readonly #suspension: Suspension;
  readonly #aborted: () => void;
  #updates: Update[] = [];
  /** Time that the consumer took, in ms: it counts for no limit here. */
  #away = 0;
  #phase: Phase | undefined;
  /** The session must answer before the stream is opened. */
  #first: boolean;
  /** The machine slept for so many ms, and the session has not been heard since. */
  #slept = 0;
  readonly #streamFaults = new Faults();
  readonly #sessionFaults = new Faults();

  constructor(source: BoundSource, goal: Goal, options: TailOptions) {
    const { clock, timing, signal, random = Math.random } = options;
    const post = (message: Message): void => this.#mailbox.post(message);
    this.#goal = goal;
    this.#options = options;
    this.#first = goal.asksFirst;
    this.#reading = new Reading(goal, options.from);
    this.#link = new Link((abort) => source.events(this.#reading.cursor, abort), post, timing, random);
    const pause = timing.reconnectMin;
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
    this.#alarm = new Alarm(clock, () => post({ kind: 'ring' }));
    this.#suspension = new Suspension(clock);
    this.#aborted = (): void => {
      this.#link[Symbol.dispose]();
      post({ kind: 'ring' });
    };
    signal.addEventListener('abort', this.#aborted, { once: true });
  }

  /** What the tail returns, once its goal is reached. */
  reached(): { readonly end: RunEnd | undefined } | undefined {
    return this.#goal.reached(this.#now());
  }

  /** The consumer took so many ms with what it was given. */
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
    this.#alarm[Symbol.dispose]();
    this.#link[Symbol.dispose]();
  }

  /** The time as limits count it: it stands still while the consumer works. */
  #now(): number {
    return this.#options.clock.now() - this.#away;
  }

  /** Acts on everything that is due, and sets the alarm to the next thing that will be. */
  #plan(now: number): void {
    if (this.#slept > 0) this.#session.ask(now);
    else if (this.#first) this.#wake(this.#ask(this.#session, this.#link.openAt ?? now, now));
    else {
      this.#watch(now);
      this.#perform(this.#goal.next(now), now);
      const { openAt } = this.#link;
      if (openAt !== undefined && openAt <= now) this.#open(now);
      else if (openAt !== undefined) this.#wake(openAt);
    }
    this.#drain();
    this.#link.read();
  }

  /** Gives up a connection that is silent for too long, and ends the wait of what waits for the end of a replay. */
  #watch(now: number): void {
    const { deadAt, heard } = this.#link;
    if (deadAt !== undefined && now >= deadAt) {
      this.#lose(now, new AmberError('UNAVAILABLE', `no byte for ${this.#options.timing.liveness / 1_000} s`));
    } else if (deadAt !== undefined) this.#wake(deadAt);
    if (!this.#reading.unsettled) return;
    if (now >= heard + SETTLE) {
      if (this.#reading.settle(this.#updates)) this.#link.progress();
    } else this.#wake(heard + SETTLE);
  }

  #perform(step: Step | undefined, now: number): void {
    if (step === undefined) return;
    if (step.action === 'get') this.#wake(this.#ask(this.#session, step.at, now));
    else if (step.action === 'probe') this.#wake(this.#ask(this.#probe, step.at, now));
    else if (step.action === 'decide') this.#wake(step.at > now ? step.at : now + AGAIN);
    else if (this.#link.stands) {
      const at = this.#link.replaceableAt(step.at);
      if (at > now) this.#wake(at);
      else {
        this.#goal.connection('broken', now);
        this.#link.replace(now);
      }
    }
  }

  /** Asks a witness, if it is time; gives the time at which to look again. */
  #ask<T>(witness: Witness<T>, at: number, now: number): number {
    if (witness.asking) return Number.POSITIVE_INFINITY;
    const when = witness.when(at);
    if (when > now) return when;
    witness.ask(now);
    return Number.POSITIVE_INFINITY;
  }

  #wake(at: number): void {
    if (at !== Number.POSITIVE_INFINITY) this.#alarm.set(at + this.#away);
  }

  #open(now: number): void {
    this.#reading.connect();
    this.#link.open(now);
    const { deadAt } = this.#link;
    if (deadAt !== undefined) this.#wake(deadAt);
  }

  #handle(message: Message, now: number): void {
    this.#slept = Math.max(this.#slept, this.#suspension.elapsed());
    if (message.kind === 'session') this.#heardSession(message.answer, now);
    else if (message.kind === 'probe') this.#heardProbe(message.answer, now);
    else if (message.kind !== 'ring' && this.#link.isCurrent(message)) this.#heardStream(message, now);
    this.#drain();
  }

  /** What the goal has to tell, which time alone may bring up. */
  #drain(): void {
    for (const { code, message } of this.#goal.drain()) this.#updates.push({ type: 'warning', code, message });
  }

  #heardStream(arrival: Arrival, now: number): void {
    if (arrival.kind === 'broken') {
      const fault = this.#streamFaults.take(arrival.error);
      this.#lose(now, arrival.error, fault === 'gone' ? 'gone' : 'broken');
      return;
    }
    const first = this.#link.hear(now);
    if (first !== false) {
      this.#streamFaults.clear();
      this.#goal.connection('open', now);
      if (first !== true && this.#goal.announces) this.#updates.push({ type: 'stream.reconnected', ...first });
    }
    if (arrival.kind === 'eof') {
      this.#lose(now, new AmberError('UNAVAILABLE', 'the stream ended'), 'eof');
    } else if (first === false || arrival.items.length > 0) {
      if (this.#reading.take(arrival.items, now, this.#updates)) this.#link.progress();
    }
  }

  #heardSession(answer: Answer<Session>, now: number): void {
    this.#session.heard();
    const slept = this.#slept;
    this.#slept = 0;
    // A server that has not heard of us for so long has given the connection up, whether we know it or not.
    if (slept > this.#options.timing.liveness && this.#link.stands)
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
    const { phase } = answer.value.status ?? {};
    if (phase !== undefined && phase !== this.#phase) {
      this.#phase = phase;
      const reason = phaseReason(answer.value);
      this.#updates.push({ type: 'session.phase', phase, ...(reason === undefined ? {} : { reason }) });
    }
    this.#goal.session(answer.value, now);
  }

  #heardProbe(answer: Answer<Probe>, now: number): void {
    this.#probe.heard();
    if (!('error' in answer)) this.#goal.probe(answer.value, now);
    // Who can't be asked has said nothing about the runner. A defect is no such answer.
    else if (!isAmberError(answer.error)) throw answer.error;
    else this.#goal.probe({ runner: 'unknown', tasks: 0 }, now);
  }

  /** The stream can't be read for now. @throws the error once the goal's patience is over */
  #lose(now: number, error: unknown, how: 'broken' | 'gone' | 'eof' | 'slept' = 'broken'): void {
    this.#goal.connection(how === 'eof' ? 'eof' : 'broken', now);
    const { attempts, since, cause } = this.#link.lose(now, messageOf(error), how === 'slept' ? 'at once' : 'backoff');
    if (now - since > this.#goal.patience) throw error;
    // That the session is gone is no trouble of the stream's, and told as such.
    if (attempts !== TOLD || how === 'gone') return;
    const message = `the event stream can't be read, trying on: ${cause}`;
    this.#updates.push({ type: 'warning', code: 'STREAM_UNAVAILABLE', message });
  }
}
