import { PlanReader, type PlanStep, planOfCall } from '../agui/agent-plan.ts';
import { CUSTOM, noticeOf } from '../agui/custom-events.ts';
import { type AguiEvent, object, text } from '../agui/events.ts';
import { contentOf, messagesIn } from '../agui/messages.ts';
import { interruptsOf, interruptText, isQuestionTool, plainQuestion, questionFromArgs } from '../agui/question-tool.ts';
import { type WaitOver, waitingOf } from '../agui/waiting-events.ts';
import type { Question } from '../result.ts';
import { type Row, Rows, shownChanges, type TextParts } from './conversation-rows.ts';
import { Transcript, type TranscriptLimits, type TranscriptRun } from './transcript.ts';

/** A time in which a run waited for a person. */
export interface Wait {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** null while it lasts. */
  readonly to: number | null;
  /** The entry before it, by its place. */
  readonly after: number;
}

/**
 * A question that waits for its answer. `callId`: the tool call that an answer names; absent where none asked it.
 * `interruptIds`: what an answer names instead, where the run's end has asked; "" for one without an id.
 */
export interface OpenQuestion {
  readonly callId: string | undefined;
  readonly interruptIds?: readonly string[];
  readonly question: Question;
}

/** `total`: how much is kept of all texts together, in UTF-16 units. */
export interface ConversationLimits extends TranscriptLimits {
  readonly total: number;
}

/** Where all of it is more than is kept, so much is left of each text of a tool: first a tenth, then a hundredth. */
const SHORTER = 10;
const SHORTEST = 100;

/** A session as people see it, in a page or an export, from its events: the transcript, and what is beside it. */
export class Conversation {
  readonly transcript: Transcript;
  readonly waits: Wait[] = [];
  /** Number of the last event that was taken. */
  last = 0;
  /** How many events were left out, since what is kept has a limit. */
  leftOut = 0;
  plan: readonly PlanStep[] = [];
  /** The time of the newest event, in milliseconds since 1970. */
  newest: number | undefined;
  readonly #rows: Rows;
  readonly #plans = new PlanReader();
  readonly #ended = new Set<string>();
  readonly #results = new Map<string, number>();
  readonly #limits: ConversationLimits | undefined;
  /** What came since the size was measured. */
  #added = 0;
  #isFull = false;
  #question: OpenQuestion | undefined;

  /** Without limits all of it is kept. `split`: what splits long texts, of which each part is to be a row. */
  constructor(limits?: ConversationLimits, split?: () => TextParts) {
    this.#limits = limits;
    this.transcript = new Transcript(limits);
    this.#rows = new Rows(this.transcript, split);
  }

  /** `seq`: its number in the session's log. `runId`: the run that it belongs to, where the caller knows more than it says. */
  apply(seq: number, event: AguiEvent, runId?: string): void {
    this.last = seq;
    if (this.#isFull && !ENDS.has(event.type)) {
      this.leftOut++;
      return;
    }
    if (typeof event.timestamp === 'number') this.newest = event.timestamp;
    const entry = this.transcript.apply({ event, ...(runId !== undefined && { runId }) });
    if (entry !== undefined) this.#rows.changed(entry, text(event, 'delta'));
    else if (event.type === 'MESSAGES_SNAPSHOT' || event.type === 'RUN_STARTED') this.#rows.reordered();
    this.#call(event);
    this.#wait(event);
    const notice = noticeOf(event);
    if (notice !== undefined) {
      const level = notice.kind === 'warning' ? 'warning' : 'info';
      this.#rows.note({ kind: 'notice', level, text: notice.message }, `notice ${seq}`);
    }
    if (event.type === 'CUSTOM' && event.name === CUSTOM.changes) {
      const changes = shownChanges(object(event, 'value') ?? {});
      if (changes !== undefined) this.#rows.note({ kind: 'changes', changes }, `changes ${seq}`);
    }
    if (event.type === 'TOOL_CALL_RESULT' || event.type === 'TOOL_CALL_END')
      this.#results.set(text(event, 'toolCallId') ?? '', seq);
    if (event.type === 'RUN_FINISHED') this.#interrupt(event);
    if (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR')
      for (const run of this.transcript.runs) if (run.outcome !== null) this.#end(run);
    if (this.#limits !== undefined) this.#keepWithin(this.#limits, event);
  }

  /** All rows, in order: the same array, but for when their order has changed. */
  get rows(): readonly Row[] {
    return this.#rows.all;
  }

  /** The row that shows an entry, by the entry's place, or the next one that is shown. */
  rowAt(place: number): Row | undefined {
    const { entries } = this.transcript;
    for (let at = place; at < entries.length; at++) {
      const entry = entries[at];
      const row = entry === undefined ? undefined : this.#rows.of(entry);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** The run that is under way. */
  get running(): TranscriptRun | undefined {
    const run = this.transcript.runs.at(-1);
    return run?.outcome === null ? run : undefined;
  }

  /** The question that nobody has answered yet. */
  get question(): OpenQuestion | undefined {
    if (this.#question !== undefined) return this.#question;
    const { question } = this.transcript;
    return question === undefined ? undefined : { callId: undefined, question };
  }

  /** Number of the event that holds the whole result of a call. */
  resultOf(callId: string): number | undefined {
    return this.#results.get(callId);
  }

  /** How long its runs took, together, until `now` where one goes on. In milliseconds. */
  duration(now: number): number {
    return this.transcript.runs.reduce((sum, { startedAt, endedAt, outcome }) => {
      if (startedAt === null) return sum;
      return sum + Math.max(0, (endedAt ?? (outcome === null ? now : startedAt)) - startedAt);
    }, 0);
  }

  /** Shortens what was kept once it is too much; beyond that nothing more is taken but ends. */
  #keepWithin({ most, total }: ConversationLimits, event: AguiEvent): void {
    this.#added += EVENT_SIZE + (text(event, 'delta') ?? text(event, 'content') ?? '').length;
    if (event.type !== 'MESSAGES_SNAPSHOT' && event.type !== 'RUN_STARTED' && this.#added < total / 8) return;
    this.#added = 0;
    const notes = (this.#rows.noteCount + this.waits.length) * EVENT_SIZE;
    for (const part of [SHORTER, SHORTEST]) {
      if (this.transcript.size + notes <= total) return;
      this.transcript.shorten(most / part);
    }
    this.#isFull = this.transcript.size + notes > total;
  }

  /** RUN_ERROR and then RUN_FINISHED are one end. */
  #end(run: TranscriptRun): void {
    if (this.#ended.has(run.id)) return;
    this.#ended.add(run.id);
    this.#rows.note({ kind: 'run-end', run }, `end ${run.id}`);
  }

  /** What calls say beside themselves: the plan, and what is asked. */
  #call(event: AguiEvent): void {
    this.plan = this.#plans.take(event) ?? this.plan;
    if (event.type === 'RUN_STARTED') this.#answer(event);
    const id = text(event, 'toolCallId') ?? '';
    if (event.type === 'TOOL_CALL_RESULT' && this.#question?.callId === id) this.#question = undefined;
    const call = event.type === 'TOOL_CALL_END' ? this.transcript.call(id) : undefined;
    if (call === undefined) return;
    this.plan = planOfCall(call) ?? this.plan;
    const question = isQuestionTool(call.name) && call.open ? questionFromArgs(call.args) : undefined;
    if (question !== undefined) this.#question = { callId: id, question };
  }

  /** What the end of a run asks, and names otherwise than a call that has asked it. */
  #interrupt(event: AguiEvent): void {
    const interrupts = interruptsOf(event);
    const interruptIds = interrupts.map((one) => text(one, 'id') ?? '');
    const { callId, question } = this.#question ?? { callId: undefined };
    if (interrupts.length === 0 || (callId !== undefined && interruptIds.includes(callId))) return;
    const asked = interrupts.map(interruptText).filter((one) => one !== '');
    this.#question = { callId, interruptIds, question: question ?? plainQuestion(asked.join('\n')) };
  }

  /** What a person says after a question that ended its run is its answer. */
  #answer(event: AguiEvent): void {
    const asked = this.#question?.callId === undefined ? undefined : this.transcript.call(this.#question.callId);
    const said = messagesIn(event).findLast(({ role }) => role === 'user');
    if (asked !== undefined && said !== undefined) asked.result ||= contentOf(said);
    this.#question = undefined;
  }

  /** The agent sends a result for a question of its own when it likes, or never: its host knows the answer first. */
  #waited({ answer, for: what }: WaitOver): void {
    const callId = this.#question?.callId;
    if (callId !== undefined && (answer === undefined || what !== 'question')) return;
    const asked = callId === undefined ? undefined : this.transcript.call(callId);
    if (asked !== undefined) asked.result ||= answer ?? '';
    this.#question = undefined;
  }

  #wait(event: AguiEvent): void {
    const waiting = waitingOf(event);
    const at = this.newest;
    const open = this.waits.findLast(({ to }) => to === null);
    if (waiting?.state === 'begun') {
      if (at !== undefined) this.waits.push({ from: at, to: null, after: this.transcript.entries.length - 1 });
      if (waiting.question !== undefined) this.#question ??= { callId: undefined, question: waiting.question };
    }
    const isOver = waiting?.state === 'over' || event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR';
    if (waiting?.state === 'over') this.#waited(waiting);
    if (!isOver || open === undefined || at === undefined) return;
    this.waits[this.waits.indexOf(open)] = { ...open, to: at };
    this.transcript.waited(open.from, at);
  }
}

const ENDS: ReadonlySet<string> = new Set(['RUN_FINISHED', 'RUN_ERROR']);
/** What an event may take beside its text. */
const EVENT_SIZE = 300;
