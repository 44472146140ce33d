import { CUSTOM } from '../agui/custom-events.ts';
import { type AguiEvent, isObject, object, text } from '../agui/events.ts';
import { LastCall } from '../agui/last-tool-call.ts';
import { messagesIn } from '../agui/messages.ts';
import { interruptsOf, interruptText, plainQuestion } from '../agui/question-tool.ts';
import { readCost, readUsage, readUsd } from '../agui/read-usage.ts';
import { pendingCallsOf, type RunFinish, readFinish, resultTextOf } from '../agui/run-end-events.ts';
import { readRuleAnswers } from '../permissions/rule.ts';
import type { Question, RuleAnswers, RunEnd, RunError } from '../result.ts';
import { type RunChanges, readChanges } from '../run-changes.ts';
import { ToolOutcomes } from '../transcript/tool-outcomes.ts';
import type { HowEnded } from './end-without-event.ts';
import { LastMessage } from './last-message.ts';

/** What one run has said so far, as far as its end needs it: bounded, however long the run. */
export class RunOutput {
  readonly #message = new LastMessage();
  readonly #call = new LastCall();
  readonly #tools = new ToolOutcomes();
  /** Its RUN_STARTED was seen. */
  #whole = false;
  #tasks: readonly string[] = [];
  #refused: number | undefined;
  #permissionRules: RuleAnswers | undefined;
  #changes: RunChanges | undefined;
  #usd: number | undefined;
  #modelRequests: number | undefined;

  /** True once the message was longer than what is kept. */
  get cut(): boolean {
    return this.#message.cut;
  }

  /** Takes an event of the run. The hot path. What subagents say is none of the run's own message. */
  take(event: AguiEvent): void {
    switch (event.type) {
      case 'RUN_STARTED':
        this.#whole = true;
        break;
      case 'TEXT_MESSAGE_CONTENT':
      case 'TEXT_MESSAGE_CHUNK':
      case 'TEXT_MESSAGE_START':
        if (event.subagentRunId === undefined) this.#message.take(event);
        break;
      case 'TOOL_CALL_ARGS':
      case 'TOOL_CALL_CHUNK':
      case 'TOOL_CALL_START':
        if (event.subagentRunId === undefined) this.#call.take(event);
        this.#tools.take(event);
        break;
      case 'TOOL_CALL_END':
      case 'TOOL_CALL_RESULT':
        this.#tools.take(event);
        break;
      case 'MESSAGES_SNAPSHOT': {
        const messages = messagesIn(event);
        this.#message.snapshot(messages);
        this.#call.snapshot(messages);
        this.#tools.snapshot(messages);
        break;
      }
      case 'CUSTOM':
        this.#takeCustom(event);
    }
  }

  /** What a RUN_FINISHED means after what was said. `error`: what the run's RUN_ERROR said, where one came before. */
  finish(finished: AguiEvent, error: RunError | undefined): RunFinish {
    const [asked, message, tools, whole] = [this.#call.asks, this.#message.read(), this.#tools, this.#whole];
    return readFinish(finished, { asked, message, tools, whole, error });
  }

  /** What the last tool call asked, if it was a question whose arguments came whole. */
  question(): Question | undefined {
    return this.#call.question();
  }

  /** The whole of the run's end. `event` is its RUN_FINISHED or RUN_ERROR, where there is one. */
  end(how: HowEnded, runId: string | null, event: AguiEvent | undefined): RunEnd {
    const message =
      this.#message.read() || (how.outcome === 'finished' && event !== undefined ? resultTextOf(event) : '');
    const usd = (event === undefined ? undefined : readCost(event)) ?? this.#usd;
    return {
      ...how,
      runId,
      message,
      ...(how.outcome === 'needs-input' ? { question: this.#questionOf(event, message) } : {}),
      ...(how.outcome === 'needs-input' && event !== undefined && hasExpired(event) ? { waited: true } : {}),
      usage: event === undefined ? null : readUsage(event),
      ...(usd === undefined ? {} : { cost: { usd } }),
      ...(this.#tasks.length === 0 ? {} : { tasks: this.#tasks }),
      ...(this.#refused === undefined ? {} : { refused: this.#refused }),
      ...(this.#permissionRules === undefined ? {} : { permissionRules: this.#permissionRules }),
      ...(this.#changes === undefined ? {} : { changes: this.#changes }),
      ...(this.#modelRequests === undefined ? {} : { modelRequests: this.#modelRequests }),
    };
  }

  #takeCustom(event: AguiEvent): void {
    const value = object(event, 'value');
    if (value === undefined) return;
    switch (event.name) {
      case 'hook:Stop':
        this.#message.report(text(value, 'last_assistant_message') ?? '');
        this.#tasks = runningTasks(value);
        break;
      case CUSTOM.refused:
        if (typeof value.count === 'number') this.#refused = value.count;
        break;
      case CUSTOM.permissionRules:
        this.#permissionRules = readRuleAnswers(value);
        break;
      case CUSTOM.changes:
        this.#changes = readChanges(value);
        break;
      case CUSTOM.cost:
        this.#usd = readUsd(value.usd) ?? this.#usd;
        break;
      case CUSTOM.modelRequests:
        if (typeof value.count === 'number') this.#modelRequests = value.count;
    }
  }

  #questionOf(event: AguiEvent | undefined, message: string): Question {
    const asked = this.#call.question();
    if (asked !== undefined) return asked;
    const said = (event === undefined ? [] : interruptsOf(event)).map(interruptText);
    const known = said.filter((line) => line !== '').join('\n');
    const pending = event === undefined ? 0 : pendingCallsOf(event).length;
    if (pending > 0) return plainQuestion(waitingForTools(this.#call.name, pending));
    return plainQuestion(known || message || 'the agent asked something, but its question was lost on the way');
  }
}

/** The tool calls are shown where they are made: what they are for is said there. */
function waitingForTools(last: string, count: number): string {
  const others = count === 1 ? '' : `, and of ${count - 1} more`;
  return `the agent waits for the result of its tool ${last}${others}: the answer is taken as that`;
}

/** True for a question that was waited for as long as it may be answered. */
function hasExpired(finished: AguiEvent): boolean {
  const { timestamp } = finished;
  return interruptsOf(finished).some((interrupt) => {
    const expiresAt = Date.parse(text(interrupt, 'expiresAt') ?? '');
    return typeof timestamp === 'number' && expiresAt <= timestamp;
  });
}

/** The background tasks in the agent's `Stop` hook that still run (docs/platform.md, "How runs end"). */
function runningTasks(hook: { readonly [field: string]: unknown }): readonly string[] {
  const tasks = Array.isArray(hook.background_tasks) ? hook.background_tasks.filter(isObject) : [];
  return tasks
    .filter(({ status }) => status === 'running')
    .map((task) => text(task, 'description') ?? text(task, 'command') ?? text(task, 'id') ?? 'a task without a name');
}
