import { CUSTOM } from '../../../../core/agui/custom-events.ts';
import type { AguiEvent, OwnEvent } from '../../../../core/agui/events.ts';
import { isObject, text } from '../../../../core/agui/events.ts';
import { NO_ANSWER, noAnswer } from '../../../../core/agui/no-answer.ts';
import { type Waiting, waitingEvent } from '../../../../core/agui/waiting-events.ts';
import type { Question, RuleAnswers, RunError } from '../../../../core/result.ts';
import { showsNothing } from '../../../../core/secrets/normalized-text.ts';
import type { RunInput } from '../../../../core/session/session.ts';
import { inSentence } from '../../../../core/text.ts';
import { ToolOutcomes } from '../../../../core/transcript/tool-outcomes.ts';
import { runStarted } from '../../host/run-events.ts';
import type { AcpToolCall } from '../tools/tool-call.ts';
import { AcpToolCalls } from '../tools/tool-events.ts';
import { blockText, cut } from '../tools/tool-result-text.ts';
import type { TokenUsage } from './turn-usage.ts';

type Update = { readonly [field: string]: unknown };

/** Longest notice, in UTF-16 units. */
const MAX_NOTICE = 2_000;

/** A question that ended its run. */
export interface AskedQuestion {
  /** The call that shows it. */
  readonly toolCallId: string;
  /** As a person reads it. */
  readonly message: string;
  /** When the time for an answer was over, where it was waited for: RFC 3339. */
  readonly expiresAt?: string;
}
/** The most tools that are named where many were still at work. */
const MAX_OPEN = 5;

/** How a run ended, and what its events say with it. */
export type RunEnding = (
  | { readonly kind: 'finished'; readonly stopReason: string }
  | { readonly kind: 'cancelled' }
  | ({ readonly kind: 'question' } & AskedQuestion)
  | ({ readonly kind: 'error' } & RunError)
) & {
  readonly usage?: TokenUsage | undefined;
  readonly usd?: number | undefined;
  readonly refused: number;
  readonly permissionRules?: RuleAnswers | undefined;
  readonly modelRequests?: number | undefined;
};

/**
 * ACP → AG-UI for one run: a state machine without I/O. It takes ACP's updates as they come and emits AG-UI events
 * that the official `verifyEvents` accepts, whatever the agent sends: what makes no sense is left out, what is open at
 * the end is closed. Ids are made of the run's, so that they are unique within the session.
 */
export class RunTranslation {
  readonly #run: RunInput & { readonly threadId: string };
  readonly #sink: (event: AguiEvent) => void;
  readonly #date: () => number;
  readonly #calls: AcpToolCalls;
  readonly #outcomes = new ToolOutcomes();
  /** What was said shows something. */
  #spoke = false;
  #ids = 0;
  #open: { readonly kind: 'text' | 'reasoning'; readonly id: string; readonly agentId: string | undefined } | undefined;
  #ended = false;
  /** What the agent has last reported of what the run takes. */
  #taken: { readonly usd: number | undefined; readonly tokens: number } = { usd: undefined, tokens: 0 };

  /**
   * @param date epoch milliseconds, for the events' timestamps
   * @param directory the one that the agent works in
   */
  constructor(
    run: RunInput & { readonly threadId: string },
    emit: (event: AguiEvent) => void,
    date: () => number = Date.now,
    directory?: string,
  ) {
    this.#run = run;
    this.#sink = emit;
    this.#date = date;
    this.#calls = new AcpToolCalls({
      emit: (event) => {
        this.#outcomes.take(event);
        this.#emit(event);
      },
      id: () => this.#id(),
      directory,
      date,
      interrupted: () => this.#closeText(),
    });
  }

  /** Emits RUN_STARTED with the messages that the run answers. */
  start(): void {
    this.#emit(runStarted(this.#run.threadId, this.#run));
  }

  /** Takes the `update` of one `session/update`. */
  update(update: Update): void {
    if (this.#ended) return;
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        this.#chunk('text', update);
        break;
      case 'agent_thought_chunk':
        this.#chunk('reasoning', update);
        break;
      case 'tool_call':
      case 'tool_call_update':
        this.#calls.update(update);
        break;
      case 'plan':
        this.#plan(update);
        break;
      case 'notice':
        if (update.severity !== 'info') this.warning('AGENT_NOTICE', cut(noticeText(update), MAX_NOTICE));
        break;
      default:
      // The user's own words, commands, modes, options, titles: no part of what the agent did. Unknown ones likewise.
    }
  }

  /** Something that a person should know; no part of the conversation. */
  warning(code: string, message: string): void {
    if (!this.#ended) this.#emit({ type: 'CUSTOM', name: CUSTOM.warning, value: { code, message } });
  }

  /** What the run has cost so far, and the tokens that the model's context holds, where the agent has reported them. */
  taken(usd: number | undefined, tokens: unknown): void {
    if (this.#ended) return;
    const tell = (name: string, value: object): void => this.#emit({ type: 'CUSTOM', name, value });
    if (usd !== undefined && usd !== this.#taken.usd) tell(CUSTOM.cost, { usd });
    if (typeof tokens === 'number' && tokens > this.#taken.tokens) tell(CUSTOM.context, { tokens });
    this.#taken = { usd, tokens: Math.max(this.#taken.tokens, typeof tokens === 'number' ? tokens : 0) };
  }

  /** A permission is asked for, with an update of its call. Returns what is known of the call. */
  permission(update: Update): AcpToolCall | undefined {
    return this.#ended ? undefined : this.#calls.permission(update);
  }

  /** The agent asks a person. Returns the id of the tool call that stands for it. */
  question(question: Question, toolCallId: string | undefined): string {
    return this.#calls.question(question, toolCallId);
  }

  /** The question was answered, or, with undefined, is left unanswered for good. */
  answered(toolCallId: string, answer: string | undefined): void {
    if (!this.#ended) this.#calls.answered(toolCallId, answer);
  }

  /** The run waits for a person, or no longer does. */
  waiting(waiting: Waiting): void {
    if (!this.#ended) this.#emit(waitingEvent(waiting));
  }

  /** A request for a permission was answered; `by`: a person, or what has named the policy. */
  permitted(toolCallId: string, title: string, answer: 'allowed' | 'refused', by: string): void {
    if (!this.#ended) this.#emit({ type: 'CUSTOM', name: CUSTOM.permission, value: { toolCallId, title, answer, by } });
  }

  /** The agent has asked for something that nobody is asked for here. */
  declined(request: { readonly [field: string]: unknown }): void {
    const url = text(request, 'url');
    const message = text(request, 'message') || 'no message';
    const asked =
      url === undefined ? 'to fill in a form that can not be read' : `to open ${cut(inSentence(url), MAX_NOTICE / 2)}`;
    const why = url === undefined ? '' : ', since an address that an agent names is not opened from here';
    this.warning(
      'QUESTION_DECLINED',
      `the agent asked ${asked} (${cut(inSentence(message), MAX_NOTICE / 2)}): declined${why}`,
    );
  }

  /** The failure of a run that is at its end and has given no answer. `cause`: what the agent says went wrong. */
  noAnswer(cause: string): RunError | undefined {
    return this.#spoke ? undefined : noAnswer('', this.#outcomes, cause);
  }

  /** Closes what is open and emits the run's end. Only the first call does. */
  end(ending: RunEnding): void {
    if (this.#ended) return;
    this.#closeText();
    const open = this.#calls.labels();
    const isTurnOver = ending.kind === 'finished' || (ending.kind === 'error' && ending.code === NO_ANSWER);
    if (isTurnOver && open.length > 0)
      this.warning('TOOLS_OPEN', `the agent ended its turn while ${describeOpen(open)}: what comes of it is lost`);
    this.#calls.close(UNFINISHED[ending.kind]);
    const { modelRequests, permissionRules, refused, usd } = ending;
    const tell = (name: string, value: object): void => this.#emit({ type: 'CUSTOM', name, value });
    if (refused > 0) tell(CUSTOM.refused, { count: refused });
    if (permissionRules !== undefined) tell(CUSTOM.permissionRules, { ...permissionRules });
    if (usd !== undefined && usd !== this.#taken.usd) tell(CUSTOM.cost, { usd });
    if (modelRequests !== undefined) tell(CUSTOM.modelRequests, { count: modelRequests });
    this.#ended = true;
    this.#emit(endOf(this.#run, ending));
  }

  #chunk(kind: 'text' | 'reasoning', update: Update): void {
    const delta = blockText(update.content);
    if (delta === '') return;
    const agentId = text(update, 'messageId');
    const open = this.#open;
    const messageId =
      open?.kind === kind && (agentId === undefined || open.agentId === agentId)
        ? open.id
        : this.#openText(kind, agentId);
    if (kind === 'text') {
      this.#spoke ||= !showsNothing(delta);
      this.#emit({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta });
    } else this.#emit({ type: 'REASONING_MESSAGE_CONTENT', messageId, delta });
  }

  #openText(kind: 'text' | 'reasoning', agentId: string | undefined): string {
    this.#closeText();
    const messageId = this.#id();
    this.#open = { kind, id: messageId, agentId };
    if (kind === 'text') this.#emit({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' });
    else {
      this.#emit({ type: 'REASONING_START', messageId });
      this.#emit({ type: 'REASONING_MESSAGE_START', messageId, role: 'reasoning' });
    }
    return messageId;
  }

  #closeText(): void {
    if (this.#open === undefined) return;
    const { id: messageId, kind } = this.#open;
    this.#open = undefined;
    if (kind === 'text') this.#emit({ type: 'TEXT_MESSAGE_END', messageId });
    else {
      this.#emit({ type: 'REASONING_MESSAGE_END', messageId });
      this.#emit({ type: 'REASONING_END', messageId });
    }
  }

  #plan(update: Update): void {
    const entries = (Array.isArray(update.entries) ? update.entries : []).filter(isObject).map((entry) => ({
      content: text(entry, 'content') ?? '',
      status: text(entry, 'status') ?? 'pending',
      priority: text(entry, 'priority') ?? 'medium',
    }));
    const messageId = `${this.#run.runId}:plan`;
    this.#emit({ type: 'ACTIVITY_SNAPSHOT', messageId, activityType: 'PLAN', content: { entries }, replace: true });
  }

  #id(): string {
    return `${this.#run.runId}:${++this.#ids}`;
  }

  #emit(event: OwnEvent): void {
    this.#sink({ ...event, timestamp: this.#date() });
  }
}

function endOf({ threadId, runId }: { threadId: string; runId: string }, ending: RunEnding): OwnEvent {
  const usage = ending.usage === undefined ? {} : { usage: [ending.usage] };
  const finished = { type: 'RUN_FINISHED', threadId, runId, ...usage } as const;
  switch (ending.kind) {
    case 'finished':
      // With a result: a run without one, whose last tool call is AskUserQuestion, counts as waiting (docs/events.md, case 22),
      // also where the question was answered at the terminal.
      return { ...finished, result: { stopReason: ending.stopReason }, outcome: { type: 'success' } };
    case 'cancelled':
      return { ...finished, outcome: { type: 'cancelled' } };
    case 'question': {
      const { toolCallId: id, message, expiresAt } = ending;
      const interrupt = { id, reason: 'question', message, ...(expiresAt !== undefined && { expiresAt }) };
      return { ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } };
    }
    case 'error': {
      // The specification knows no runId and no hint here, and its schema lets them pass: they spare every reader a guess.
      const { code, hint, message } = ending;
      const error = { type: 'RUN_ERROR', message, code, runId, ...(hint && { hint }), ...usage } as const;
      return error;
    }
  }
}

const UNFINISHED = {
  finished: '',
  cancelled: '[cancelled before it ended]',
  question: '[not ended: the agent asked a question]',
  error: '[not ended: the run failed]',
} as const;

function describeOpen(labels: readonly string[]): string {
  const named = labels.slice(0, MAX_OPEN).map(inSentence).join(', ');
  const more = labels.length > MAX_OPEN ? ` and ${labels.length - MAX_OPEN} more` : '';
  return `${labels.length === 1 ? 'a tool was' : `${labels.length} tools were`} still at work (${named}${more})`;
}

function noticeText(update: Update): string {
  return [text(update, 'title'), text(update, 'description')].filter(Boolean).join(': ');
}
