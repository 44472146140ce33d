import { type AguiEvent, object, text } from '../agui/events.ts';
import { endByError, isBegun, mayEnd, readRunError } from '../agui/run-end-events.ts';
import { waitingOf } from '../agui/waiting-events.ts';
import { writeDuration } from '../duration.ts';
import type { RunEnd, RunError } from '../result.ts';
import { type LastRun, lastRunOf } from '../session/last-run-annotation.ts';
import { isTerminal } from '../session/phase.ts';
import type { Probe, Session } from '../session/session.ts';
import type { Timing } from '../stream-timing.ts';
import {
  endByLastRun,
  endByLimit,
  endBySession,
  endUnseen,
  type HowEnded,
  noEnd,
  overBudget,
  runnerGone,
  runnerRestarted,
  runUnseen,
  startedLate,
  tookTooLong,
} from './end-without-event.ts';
import { InitialRun } from './initial-run.ts';
import type { OwnRun } from './own-run-kind.ts';
import { type RunMeter, reportedText } from './run-budget.ts';
import { RunOutput } from './run-output.ts';
import { hasEnded, type RunState } from './run-state.ts';
import { RunsInStream } from './runs-in-stream.ts';
import { unseenWarning } from './unseen-run.ts';
import { type NextStep, Witnesses, type WitnessVerdict } from './witnesses.ts';

export type { OwnRun } from './own-run-kind.ts';
export type { NextStep } from './witnesses.ts';

/** Something that the user should know; it is reported once. */
export interface TrackerWarning {
  readonly code: string;
  readonly message: string;
}

/** A run whose session is stopped since another run of it has ended (`stopOnRunFinished`) has lived no longer. */
const KILLED_WITHIN_MS = 5_000;

const MAX_WARNINGS = 100;

/**
 * Events, phases and probes → how the own run ended: the state machine that docs/events.md specifies. Pure: no I/O, no
 * timers; the caller brings the time, on the scale of its clock's `now()`.
 */
export class RunTracker {
  readonly #own: OwnRun;
  readonly #timing: Timing;
  readonly #table: RunsInStream;
  readonly #witnesses: Witnesses;
  readonly #meter: RunMeter | undefined;
  /** Looks for the own run of a new session; undefined once that is certain. */
  #initial: InitialRun | undefined;
  #record: RunState | undefined;
  #report = new RunOutput();
  #startedAt: number | undefined;
  #isBegun = true;
  #lastOwnAt = 0;
  /** The own run's RUN_ERROR, while it is not known whether it was the end. */
  #error: AguiEvent | undefined;
  #end: RunEnd | undefined;
  #warnings: TrackerWarning[] = [];
  readonly #said = new Set<string>();
  /** Why there is no way to the stream, once that is so. */
  #noStream: RunError | undefined;
  /** What was in the way of the last connection that could not be made. */
  #broken: string | undefined;
  /** What the session says of our run's end. */
  #lastRun: LastRun | undefined;
  /** The other run that finished last. */
  #rival: RunState | undefined;

  /** `meter` counts what the run takes, where that is limited. */
  constructor(own: OwnRun, timing: Timing, now: number, meter?: RunMeter) {
    this.#meter = meter;
    meter?.begin();
    this.#own = own;
    this.#timing = timing;
    this.#table = new RunsInStream(timing.errorSettle);
    this.#initial = own.kind === 'initial' ? new InitialRun() : undefined;
    this.#witnesses = new Witnesses(timing, now, own.kind === 'sent' ? own.startTime : undefined);
    if (own.kind === 'sent') this.#adopt(this.#table.run(own.runId));
  }

  /** The own run's id, once known. */
  get runId(): string | undefined {
    return this.#record?.id === '' ? undefined : this.#record?.id;
  }

  /** True once the own RUN_STARTED was seen, or an event that only a started run has. */
  get started(): boolean {
    return this.#startedAt !== undefined;
  }

  /** True once the own run has begun: one that its host only notes as asked never does. */
  get begun(): boolean {
    return this.started && this.#isBegun;
  }

  /** True once anything of the own run was seen, so that a message need not be sent again (docs/events.md, case 25). */
  get accepted(): boolean {
    const run = this.#record;
    return run !== undefined && (run.accepted || run.started || run.finished || run.erroredAt !== undefined);
  }

  /** Takes one event. Returns the run that it belongs to, if that can be known. The hot path: one call per event. */
  event(event: AguiEvent, now: number): string | undefined {
    if (this.#error !== undefined) this.#settleError(now);
    const run = this.#table.take(event, now);
    if (this.#initial !== undefined && this.#end === undefined) this.#recognise(this.#initial, event, run, now);
    const own = this.#record;
    const ours = run === own || run === undefined;
    this.#witnesses.event(ours, now);
    if (run !== undefined && run === own && this.#end === undefined) this.#take(event, run, now);
    else if (!ours && event.type === 'RUN_FINISHED') {
      if (run !== this.#rival && own?.accepted === true && !own.started) this.#witnesses.endangered(now);
      this.#rival = run;
    }
    return run?.id === '' ? undefined : run?.id;
  }

  /** Bytes came, but no event. */
  alive(now: number): void {
    this.#witnesses.alive(now);
  }

  /** What GET said; null for 404. */
  session(session: Session | null, now: number): void {
    // It is all that can be seen of the start.
    if (this.#noStream !== undefined && session?.status?.phase === 'Running') this.#start(now);
    if (session !== null) this.#lastRun = this.#ownLastRun(session);
    this.#witnesses.answer(session, this.#lastRun !== undefined, now);
  }

  /**
   * There is no way to the stream, now or later (docs/events.md, "Without the stream"): from now on the session and its
   * runner alone say how the run ends. `why`: what is in the way, and how it is removed.
   */
  noStream(why: RunError): void {
    this.#noStream = why;
    this.#witnesses.blind();
    this.#warn(why.code, `${why.message}; the session alone is followed`);
  }

  /**
   * Why nothing that is seen from here shows the end of the run, where that is so: there is no way to its events, and its
   * session does not stop by itself. Only a server that notes the end in the session could still tell.
   */
  get unobservableEnd(): RunError | undefined {
    const session = this.#witnesses.lastSession;
    const goesOn = session && !isTerminal(session.status?.phase) && session.spec.stopOnRunFinished !== true;
    return goesOn && this.#end === undefined && this.#lastRun === undefined ? this.#noStream : undefined;
  }

  /** A GET failed (not by 404): it is asked for again after a pause. Without this call `next` would stay overdue. */
  failed(now: number): void {
    this.#witnesses.failed(now);
  }

  /** What the runner's probe said. */
  probe(probe: Probe, now: number): void {
    this.#witnesses.probe(probe, now);
  }

  /**
   * `open`: the other side has accepted a connection, also one that then ends without an item.
   * `closed`: a connection has ended, or could not be made; `why`, where that is known.
   */
  connection(state: 'open' | 'closed', now: number, _isWhole = false, why?: string): void {
    this.#witnesses.connection(state, now);
    this.#broken = why;
    if (state === 'open') this.#table.reconnected();
  }

  /** The replay of this connection is over: the stream's own mark (`StreamItem` of kind `live`). */
  live(): void {
    this.#witnesses.live();
  }

  /** One of our own limits has passed. A run that has already failed or started is not touched by the wrong one. */
  expire(cause: 'start-timeout' | 'timeout', now: number): void {
    this.#decide(now);
    if (this.#end !== undefined) return;
    if (this.#error !== undefined) this.#fail(this.#error);
    // It has not run too long: only its events were waited for, to the end.
    else if (cause === 'timeout' && this.#witnesses.isUnread && this.#witnesses.isOver)
      this.#finish(this.#endOfSession());
    else if (cause === 'timeout') this.#finish(tookTooLong(this.#witnesses.lastSession, this.#noStream));
    else if (!this.started) this.#finish(startedLate(this.#witnesses.lastSession));
  }

  /** The end, if events or earlier questions have decided it: asks for no time, which is the tail's to know. */
  get decided(): RunEnd | undefined {
    return this.#end;
  }

  /** The own run's end, once known; it never changes afterwards. */
  end(now: number): RunEnd | undefined {
    this.#decide(now);
    return this.#end;
  }

  /** What to do next, and when, if nothing arrives until then; undefined once the end is known. */
  next(now: number): NextStep | undefined {
    if (this.end(now) !== undefined) return undefined;
    const step = this.#witnesses.next(now);
    const settled =
      this.#record?.erroredAt === undefined ? undefined : this.#record.erroredAt + this.#timing.errorSettle;
    return this.#error !== undefined && settled !== undefined && settled < step.at
      ? { at: settled, action: 'decide' }
      : step;
  }

  /** The warnings that came up since the last call. */
  drain(): readonly TrackerWarning[] {
    const warnings = this.#warnings;
    if (warnings.length > 0) this.#warnings = [];
    return warnings;
  }

  /** Runs of the session, not ours, that have not ended: `active` ones have started, `accepted` ones have not. */
  otherRuns(): { active: readonly string[]; accepted: readonly string[] } {
    return this.#table.others(this.#record);
  }

  /**
   * How many runs come before the own one, as the stream says: at least so many, where the server does not show what it
   * has accepted. Undefined once the own run has begun, and while the stream's replay goes on.
   */
  runsBefore(now: number): { readonly before: number; readonly atLeast?: true } | undefined {
    const own = this.#record;
    if (own === undefined || this.started || this.#end !== undefined) return undefined;
    if (own.accepted) return { before: this.#table.before(own) };
    return this.#witnesses.isReplayRead(now) ? { before: this.#table.before(own), atLeast: true } : undefined;
  }

  #recognise(initial: InitialRun, event: AguiEvent, run: RunState | undefined, now: number): void {
    // Once a run is taken for ours, only one that carries the prompt can take its place, and only before its end.
    const mayCarry = event.type === 'RUN_STARTED' || event.type === 'MESSAGES_SNAPSHOT';
    if (this.#record !== undefined && (!mayCarry || this.#error !== undefined)) return;
    const own = this.#own.kind === 'initial' ? this.#own.prompt : undefined;
    const prompt = own ?? this.#witnesses.lastSession?.spec.initialPrompt ?? '';
    const found = initial.find(event, run, this.#table.size, prompt);
    if (found !== undefined && found !== this.#record && (this.#record === undefined || initial.certain)) {
      this.#adopt(found);
      // An error without an id is in no table: it is taken here.
      if (found !== run) {
        found.erroredAt = now;
        this.#error = event;
      }
    }
    if (initial.certain) this.#initial = undefined;
  }

  #adopt(run: RunState): void {
    this.#meter?.restart();
    this.#record = run;
    this.#table.keep = run;
    this.#report = new RunOutput();
    this.#startedAt = undefined;
  }

  /** Takes an event of the own run, while it has no end. */
  #take(event: AguiEvent, run: RunState, now: number): void {
    this.#lastOwnAt = now;
    if (event.type === 'RUN_STARTED') this.#isBegun = isBegun(event);
    if (run.started) this.#start(now);
    this.#meter?.take(event);
    if (event.type === 'RUN_FINISHED') this.#finishBy(event);
    else if (event.type === 'RUN_ERROR') this.#takeError(event);
    else {
      const waiting = waitingOf(event);
      if (waiting !== undefined) this.#witnesses.waiting(waiting.state === 'begun');
      this.#report.take(event);
    }
    const passed = this.#end === undefined && this.#error === undefined ? this.#meter?.passed : undefined;
    if (passed !== undefined) this.#finish(overBudget(passed));
  }

  #start(now: number): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = now;
    this.#witnesses.started(now);
  }

  /** The last run's end that the session reports, if that run is ours. In a new session the first one is. */
  #ownLastRun(session: Session): LastRun | undefined {
    const last = lastRunOf(session);
    const isOwn = this.runId === undefined ? this.#own.kind === 'initial' : last?.runId === this.runId;
    return isOwn ? last : undefined;
  }

  #takeError(event: AguiEvent): void {
    if (mayEnd(event)) this.#error ??= event;
    else this.#warn('EVENT_TOO_LARGE', `part of the run is missing: ${readRunError(event).message}`);
  }

  #finishBy(event: AguiEvent): void {
    const error = this.#error === undefined ? undefined : readRunError(this.#error);
    const finish = this.#report.finish(event, error);
    if (error !== undefined && finish.outcome !== 'failed')
      this.#warn('RUN_ERROR_RECOVERED', `the run reported an error and finished all the same: ${error.message}`);
    if (finish.outcome !== 'cancelled') {
      this.#finish(finish, event);
      return;
    }
    // The local host says why it cut a run off; such an end comes before the phase does.
    const why = text(object(event, 'result') ?? {}, 'stoppedReason');
    const byRun = why === 'run-finished' || why === 'run-error' || why === 'question';
    this.#finish(endByLimit(why) ?? { ...finish, by: 'other' }, event, byRun && this.#own.kind === 'sent');
  }

  #decide(now: number): void {
    if (this.#end !== undefined) return;
    const session = this.#witnesses.lastSession;
    // Nothing can follow an error in a session that is over.
    if (this.#error !== undefined && (session === null || isTerminal(session?.status?.phase))) this.#fail(this.#error);
    else this.#settleError(now);
    const verdict = this.#end === undefined ? this.#witnesses.verdict(now) : undefined;
    if (verdict !== undefined) this.#finish(this.#howEnded(verdict));
    else if (this.#witnesses.unseenFor(now) >= this.#timing.unseenWarned) this.#warnOfUnseen();
  }

  #warnOfUnseen(): void {
    const { unseenLost } = this.#timing;
    const next = `it is given up ${writeDuration(unseenLost)} after that, unless it shows itself (--silence-timeout)`;
    const { code, message } = unseenWarning(Number.isFinite(unseenLost) ? next : 'it is waited for all the same');
    this.#warn(code, message);
  }

  #howEnded(verdict: WitnessVerdict): HowEnded {
    switch (verdict) {
      case 'session-over':
      case 'run-over':
        return this.#endOfSession();
      case 'restarted':
        return runnerRestarted();
      case 'gone':
        return runnerGone();
      case 'unseen':
        return runUnseen();
      case 'no-end':
        return noEnd('the session says that the run is over, but its stream holds no end of it');
    }
  }

  #endOfSession(): HowEnded {
    const { lastSession } = this.#witnesses;
    if (this.#lastRun !== undefined) {
      this.#warn('NO_STREAM', 'the run’s end is what the session says of it: what the agent said could not be read');
      return endByLastRun(this.#lastRun);
    }
    const unread = this.#unread;
    if (unread !== undefined) return endUnseen(lastSession, unread);
    return endBySession(lastSession, this.#own, this.started);
  }

  /** Why nothing of the stream was read; undefined once something was. */
  get #unread(): RunError | undefined {
    // What is in the way was said when that was found.
    if (this.#noStream !== undefined) return { ...this.#noStream, message: 'there is no way to its events' };
    if (!this.#witnesses.isUnread) return undefined;
    const message = `the event stream could not be read${this.#broken === undefined ? '' : `: ${this.#broken}`}`;
    return { code: 'NO_STREAM', message, hint: 'amber doctor checks the way to the events' };
  }

  /** A RUN_ERROR is the end once nothing more has come for a while (docs/events.md, case 14). */
  #settleError(now: number): void {
    const run = this.#record;
    if (this.#error !== undefined && run !== undefined && hasEnded(run, now, this.#timing.errorSettle))
      this.#fail(this.#error);
  }

  #fail(error: AguiEvent): void {
    this.#finish(endByError(error), error);
  }

  #finish(how: HowEnded, event?: AguiEvent, stoppedByRun = false): void {
    if (this.#end !== undefined) return;
    const end = this.#report.end(this.#withinBudget(how), this.runId ?? null, event);
    if (this.#report.cut)
      this.#warn(
        'MESSAGE_CUT',
        'the answer is longer than 4 million characters: the result holds its beginning, amber logs shows all of it',
      );
    const overtaken = stoppedByRun ? this.#livedMs < KILLED_WITHIN_MS : this.#isOvertaken(how);
    this.#end = overtaken ? { ...end, overtaken: true } : end;
    this.#error = undefined;
  }

  /** What the run took may be known only at its end. */
  #withinBudget(how: HowEnded): HowEnded {
    if (this.#meter === undefined || (how.outcome !== 'finished' && how.outcome !== 'needs-input')) return how;
    const { passed, unreported } = this.#meter;
    if (passed !== undefined) return overBudget(passed);
    if (unreported.length > 0)
      this.#warn(
        'LIMIT_UNTOLD',
        `the agent has not reported ${reportedText(unreported)}: that limit could not be judged`,
      );
    return how;
  }

  /**
   * The session was stopped because another run of it had ended: that run finished, by the server's clock, not much before
   * ours was taken in, and ours did not live for 5 s.
   */
  #isOvertaken({ outcome }: HowEnded): boolean {
    const taken = this.#record?.acceptedStamp;
    const finished = this.#rival?.finishedStamp;
    const stopped = this.#witnesses.lastSession?.status?.phase === 'Stopped';
    if (this.#own.kind !== 'sent' || !stopped || taken === undefined || finished === undefined) return false;
    return (
      (outcome === 'lost' || outcome === 'stopped') &&
      finished >= taken - KILLED_WITHIN_MS &&
      this.#livedMs < KILLED_WITHIN_MS
    );
  }

  /** From the own run's start to its last event. */
  get #livedMs(): number {
    return this.#startedAt === undefined ? 0 : this.#lastOwnAt - this.#startedAt;
  }

  /** Says each thing once: a replay brings it again, and a server may repeat itself without end. */
  #warn(code: string, message: string): void {
    if (this.#said.has(message) || this.#said.size >= MAX_WARNINGS) return;
    this.#said.add(message);
    this.#warnings.push({ code, message });
  }
}
