import { type AguiEvent, runIdOf, text } from '../agui/events.ts';
import { answerIn, lastUserId, messagesIn } from '../agui/messages.ts';
import { isQuestionTool } from '../agui/question-tool.ts';
import { mayEnd } from '../agui/run-end-events.ts';
import { hasEnded, newRunState, type RunState } from './run-state.ts';

/** A stream can name any number of runs; only so many are remembered. */
const MAX_RUNS = 512;
const MAX_MESSAGES = 1024;

/** A queue keeps its order: a run accepted so much earlier than one that has started will never start. */
const ORDER_CERTAIN_MS = 5_000;

/**
 * The runs in a session's stream, the state of each, and which of them an event belongs to. Live events of
 * the platform name their run by `run_id` or not at all, those of other servers only at the run's ends.
 */
export class RunsInStream {
  readonly #settle: number;
  readonly #runs = new Map<string, RunState>();
  readonly #byMessage = new Map<string, RunState>();
  /** The runs that are open at this place of the stream, which on a replay is not where the session is. */
  readonly #open = new Set<RunState>();
  /** The one run that an event without an id belongs to, while there is only one. */
  #only: RunState | undefined;
  #last: RunState | undefined;
  #resumed = false;
  #now = 0;
  /** Never forgotten. */
  keep: RunState | undefined;

  /** `settle`: after how many milliseconds without a further event a RUN_ERROR is its run's end. */
  constructor(settle: number) {
    this.#settle = settle;
  }

  /** The number of runs that were ever named. */
  get size(): number {
    return this.#runs.size;
  }

  /** The record of a run, made if need be. */
  run(id: string): RunState {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const record = newRunState(id);
    this.#runs.set(id, record);
    if (this.#runs.size > MAX_RUNS) this.#forgetOne();
    return record;
  }

  /** A new connection: its first events may be a replay from the session's beginning, or go on where we were. */
  reconnected(): void {
    this.#resumed = true;
    this.#open.clear();
    this.#findOnly();
  }

  /** Takes an event in; returns the run that it belongs to, if that can be known. The hot path: allocates nothing. */
  take(event: AguiEvent, now: number): RunState | undefined {
    this.#now = now;
    const run = this.#runOf(event);
    if (run === undefined) return undefined;
    if (run.erroredAt !== undefined && now - run.erroredAt < this.#settle) run.erroredAt = now;
    if (run.successor !== undefined) run.successor = undefined;
    switch (event.type) {
      case 'TEXT_MESSAGE_CONTENT':
      case 'TOOL_CALL_ARGS':
      case 'REASONING_MESSAGE_CONTENT':
        if (!run.started) this.#begin(run, event);
        break;
      case 'TOOL_CALL_START':
      case 'TOOL_CALL_CHUNK':
        this.#call(run, event);
        break;
      case 'RUN_STARTED':
        this.#start(run, event);
        break;
      case 'RUN_FINISHED':
        this.#finish(run, event, now);
        break;
      case 'RUN_ERROR':
        if (mayEnd(event)) run.erroredAt ??= now;
        this.#findOnly();
        break;
      case 'MESSAGES_SNAPSHOT':
        this.#snapshot(run, event);
        break;
      default:
        if (!run.started && impliesStart(event.type)) this.#begin(run, event);
    }
    return run;
  }

  /** Runs beside `own` that have neither ended nor, as far as is known, been forgotten by the server. */
  others(own: RunState | undefined): { active: string[]; accepted: string[] } {
    const active: string[] = [];
    const accepted: string[] = [];
    for (const run of this.#runs.values()) {
      if (run === own || hasEnded(run, this.#now, this.#settle)) continue;
      if (run.started) {
        if (!this.#isOver(run)) active.push(run.id);
      } else if (run.accepted && !this.#isPassedOver(run)) accepted.push(run.id);
    }
    return { active, accepted };
  }

  /** How many of the others come before `own`: those under way, and those that were accepted earlier. */
  before(own: RunState): number {
    const { active, accepted } = this.others(own);
    const stamp = own.acceptedStamp ?? Number.NEGATIVE_INFINITY;
    const earlier = accepted.filter((id) => (this.#runs.get(id)?.acceptedStamp ?? stamp) < stamp);
    return active.length + earlier.length;
  }

  #runOf(event: AguiEvent): RunState | undefined {
    const id = runIdOf(event);
    if (id === undefined) return this.#runWithoutId(event);
    if (this.#last?.id === id) return this.#last;
    this.#last = this.run(id);
    return this.#last;
  }

  #runWithoutId(event: AguiEvent): RunState | undefined {
    if (event.type !== 'MESSAGES_SNAPSHOT') return this.#only;
    const message = lastUserId(messagesIn(event));
    const asked = message === undefined ? undefined : this.#byMessage.get(message);
    // A run that answers an interrupt or a tool call brings no message of the user's: the last one is an ended run's.
    if (asked?.finished === true && this.#only?.started === true) return this.#only;
    return asked ?? this.#only;
  }

  #start(run: RunState, event: AguiEvent): void {
    if (this.#resumed) this.#place(run);
    run.started = true;
    run.threadId = text(event, 'threadId') ?? run.threadId;
    this.#remember(run, event);
    this.#open.add(run);
    for (const other of this.#runs.values()) {
      if (other !== run && other.started && !other.finished && other.threadId === run.threadId) other.successor = run;
    }
    this.#findOnly();
  }

  /** The first RUN_STARTED after a reconnect: a run that we know begins again on a replay, else the stream goes on. */
  #place(first: RunState): void {
    this.#resumed = false;
    if (first.started) return;
    for (const run of this.#runs.values()) if (this.#isActive(run)) this.#open.add(run);
  }

  /** RUN_STARTED was lost: servers drop lines and cut long logs. */
  #begin(run: RunState, event: AguiEvent): void {
    if (run.finished) return;
    run.threadId ??= text(event, 'threadId') ?? text(event, 'thread_id');
    run.started = true;
    this.#open.add(run);
    this.#findOnly();
  }

  #finish(run: RunState, event: AguiEvent, now: number): void {
    if (!run.finished) {
      run.finished = true;
      run.finishedAt = now;
      run.finishedStamp = stampOf(event);
    }
    this.#open.delete(run);
    this.#findOnly();
  }

  #call(run: RunState, event: AguiEvent): void {
    if (!run.started) this.#begin(run, event);
    const name = text(event, 'toolCallName');
    if (name !== undefined && event.subagentRunId === undefined) run.asked = isQuestionTool(name);
  }

  /** A snapshot with nothing but the user's message is how the platform says that it has taken a run in. */
  #snapshot(run: RunState, event: AguiEvent): void {
    if (run.started) return;
    const messages = messagesIn(event);
    if (answerIn(messages).length > 0) {
      this.#begin(run, event);
      return;
    }
    run.accepted = true;
    run.threadId = text(event, 'threadId') ?? run.threadId;
    run.acceptedStamp ??= stampOf(event);
    this.#remember(run, event);
  }

  #remember(run: RunState, event: AguiEvent): void {
    const message = lastUserId(messagesIn(event));
    if (message === undefined) return;
    this.#byMessage.set(message, run);
    if (this.#byMessage.size > MAX_MESSAGES) {
      for (const oldest of this.#byMessage.keys()) {
        this.#byMessage.delete(oldest);
        break;
      }
    }
  }

  #isActive(run: RunState): boolean {
    return run.started && !run.finished;
  }

  /** A run that has reported an error owns an event without an id only where no other can. */
  #findOnly(): void {
    const candidates = this.#resumed || this.#open.size === 0 ? this.#runs.values() : this.#open;
    let sound: RunState | undefined;
    let errored: RunState | undefined;
    let soundCount = 0;
    let erroredCount = 0;
    for (const run of candidates) {
      if (candidates !== this.#open && !this.#isActive(run)) continue;
      if (run.erroredAt === undefined) {
        sound = run;
        soundCount++;
      } else {
        errored = run;
        erroredCount++;
      }
    }
    this.#only = soundCount === 1 ? sound : soundCount === 0 && erroredCount === 1 ? errored : undefined;
  }

  /** Its end was lost: a thread runs one run at a time, and the next one has come to its own end. */
  #isOver(run: RunState): boolean {
    // An error that another run has followed was the end: no need to wait whether something comes after it.
    if (run.successor !== undefined && run.erroredAt !== undefined) return true;
    return run.successor !== undefined && hasEnded(run.successor, this.#now, this.#settle);
  }

  /** The message vanished: one that was sent well after it has been started (docs/platform.md, "Which run is mine"). */
  #isPassedOver({ threadId, acceptedStamp }: RunState): boolean {
    if (acceptedStamp === undefined) return false;
    for (const run of this.#runs.values()) {
      if (!run.started || run.threadId !== threadId || run.acceptedStamp === undefined) continue;
      if (run.acceptedStamp - acceptedStamp > ORDER_CERTAIN_MS) return true;
    }
    return false;
  }

  /** Forgets the oldest run that has ended, else the oldest. */
  #forgetOne(): void {
    let victim: string | undefined;
    for (const [id, run] of this.#runs) {
      if (run === this.keep) continue;
      victim ??= id;
      if (hasEnded(run, this.#now, this.#settle)) {
        victim = id;
        break;
      }
    }
    if (victim === undefined) return;
    const run = this.#runs.get(victim);
    this.#runs.delete(victim);
    if (run !== undefined) this.#open.delete(run);
    if (this.#last === run) this.#last = undefined;
  }
}

function stampOf(event: AguiEvent): number | undefined {
  return typeof event.timestamp === 'number' ? event.timestamp : undefined;
}

/** Types that only a run that has started can have. Unknown ones prove nothing. */
function impliesStart(type: string): boolean {
  return /^(TEXT_MESSAGE|TOOL_CALL|REASONING|STEP|SUBAGENT)_/.test(type);
}
