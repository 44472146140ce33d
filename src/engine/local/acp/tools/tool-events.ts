import { CUSTOM } from '../../../../core/agui/custom-events.ts';
import type { OwnEvent } from '../../../../core/agui/events.ts';
import { isObject, text } from '../../../../core/agui/events.ts';
import { carriedEdits, fileEditsInArguments, fileEditsOf } from '../../../../core/agui/file-edit.ts';
import { argsOfQuestion, isQuestionTool } from '../../../../core/agui/question-tool.ts';
import type { Question } from '../../../../core/result.ts';
import { labelOf } from '../../../../core/transcript/tool-label.ts';
import { type AcpToolCall, argumentsOf, mergeToolCall, newToolCall } from './tool-call.ts';
import { cut, resultText } from './tool-result-text.ts';

type Update = { readonly [field: string]: unknown };

interface OpenCall {
  readonly call: AcpToolCall;
  /** It stands for a question, and the agent itself has made no call of it. */
  readonly isOurs: boolean;
  /** The events of the arguments are out. */
  ended: boolean;
  sentStatus: string;
  /** The content whose edits were sent. */
  sentContent: unknown;
  sentAt: number;
}

/** Where the events of the calls go, and what they need of the run that they are part of. */
export interface CallEvents {
  emit(event: OwnEvent): void;
  /** A fresh id. */
  id(): string;
  /** The directory that the agent works in. */
  readonly directory?: string | undefined;
  /** Epoch milliseconds. */
  date(): number;
  /** Called before a call starts: what the agent says after it is a new message, and the last one is the answer. */
  interrupted(): void;
}

/** Shortest time between two signs of life of a long tool call, in ms. */
const PROGRESS_EVERY = 5_000;
/** Finished calls that are remembered, so that a late update does not open them again. */
const MAX_FINISHED = 1_000;
/** Longest name of a call in a warning, in UTF-16 units. */
const MAX_LABEL = 100;

/**
 * ACP's tool calls → TOOL_CALL_START, ARGS, END and RESULT. AG-UI's arguments can only be appended to, ACP's be replaced:
 * the first ones with any substance are sent at once, since they are what a person wants to see while the tool runs.
 */
export class AcpToolCalls {
  readonly #events: CallEvents;
  readonly #open = new Map<string, OpenCall>();
  readonly #finished = new Set<string>();

  constructor(events: CallEvents) {
    this.#events = events;
  }

  /** Takes a `tool_call` or `tool_call_update`; returns what is known of the call, or undefined if it has ended already. */
  update(update: Update): AcpToolCall | undefined {
    const id = text(update, 'toolCallId');
    if (id === undefined || this.#finished.has(id)) return undefined;
    let open = this.#open.get(id);
    if (open === undefined) open = this.#start(newToolCall(id, update));
    else mergeToolCall(open.call, update);
    // Nothing can be taken back of them: they are at an end, and the tool runs.
    if (open.call.input !== undefined) this.#endArguments(open);
    const { status, content, printed, output } = open.call;
    if (status === 'completed' || status === 'failed') this.#result(open, resultText(content, printed, output), status);
    else {
      if (status === 'in_progress') this.#endArguments(open);
      this.#progress(open);
    }
    return open.call;
  }

  /** A permission is asked for: the call's arguments are complete. */
  permission(update: Update): AcpToolCall | undefined {
    const call = this.update(update);
    const open = call === undefined ? undefined : this.#open.get(call.id);
    if (open !== undefined) {
      this.#endArguments(open);
      this.#edits(open);
    }
    return call;
  }

  /**
   * A question to a person, as a call of AskUserQuestion. The call that the agent itself made for it is used if it shows
   * the question already.
   * @returns the call's id
   */
  question(question: Question, toolCallId: string | undefined): string {
    const open = toolCallId === undefined ? undefined : this.#open.get(toolCallId);
    const delta = argsOfQuestion(question);
    if (open !== undefined && isQuestionTool(open.call.name) && (!open.ended || hasQuestions(open.call.input))) {
      this.#endArguments(open, delta);
      return open.call.id;
    }
    const taken = toolCallId === undefined || open !== undefined || this.#finished.has(toolCallId);
    const id = taken ? this.#events.id() : toolCallId;
    this.#endArguments(this.#start(newToolCall(id, { name: 'AskUserQuestion' }), true), delta);
    return id;
  }

  /** A question's answer: of a call of its own the agent sends the result itself. Undefined leaves it without one. */
  answered(id: string, answer: string | undefined): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (answer === undefined) this.#forget(open);
    else if (open.isOurs) this.#result(open, answer, 'completed');
  }

  /** The calls that are still open, in a few words each. */
  labels(): string[] {
    return [...this.#open.values()].map(({ call }) => {
      return cut(
        labelOf({ name: call.name, args: argumentsOf(call), directory: this.#events.directory }).replace(/\s+/g, ' '),
        MAX_LABEL,
      );
    });
  }

  /** Adds a result to every call that has none: a success with open calls would mean that they wait for an answer. */
  close(why: string): void {
    for (const open of [...this.#open.values()]) this.#result(open, why, 'unfinished');
  }

  #start(call: AcpToolCall, isOurs = false): OpenCall {
    this.#events.interrupted();
    const open = {
      call,
      isOurs,
      ended: false,
      sentStatus: call.status ?? 'pending',
      sentContent: undefined,
      sentAt: this.#events.date(),
    };
    this.#open.set(call.id, open);
    this.#events.emit({
      type: 'TOOL_CALL_START',
      toolCallId: call.id,
      toolCallName: call.name,
      metadata: {
        ...(call.title !== undefined && { title: call.title }),
        ...(call.kind !== undefined && { kind: call.kind }),
        ...(call.paths.length > 0 && { paths: call.paths }),
        ...(this.#events.directory !== undefined && { directory: this.#events.directory }),
      },
    });
    return open;
  }

  #endArguments(open: OpenCall, delta = argumentsOf(open.call)): void {
    if (open.ended) return;
    open.ended = true;
    this.#events.emit({ type: 'TOOL_CALL_ARGS', toolCallId: open.call.id, delta });
    this.#events.emit({ type: 'TOOL_CALL_END', toolCallId: open.call.id });
  }

  #result(open: OpenCall, content: string, status: string): void {
    this.#endArguments(open);
    this.#edits(open);
    this.#forget(open);
    this.#events.emit({
      type: 'TOOL_CALL_RESULT',
      messageId: this.#events.id(),
      toolCallId: open.call.id,
      content,
      role: 'tool',
      ...(status !== 'completed' && { metadata: { status } }),
    });
  }

  /** What it changes in files, where its arguments do not say that: its result has no more of it than the counts. */
  #edits(open: OpenCall): void {
    const { content, id } = open.call;
    if (content === open.sentContent) return;
    open.sentContent = content;
    const edits = carriedEdits(fileEditsOf(content));
    const { directory = '' } = this.#events;
    const said = fileEditsInArguments(argumentsOf(open.call)).map(({ path }) => path);
    // An agent can ask for one file and change another.
    if (edits.every(({ path }) => said.some((one) => [one, `${directory}/${one}`].includes(path)))) return;
    this.#events.emit({ type: 'CUSTOM', name: CUSTOM.edits, value: { toolCallId: id, edits } });
  }

  #forget(open: OpenCall): void {
    this.#open.delete(open.call.id);
    this.#finished.add(open.call.id);
    const [oldest] = this.#finished;
    if (this.#finished.size > MAX_FINISHED && oldest !== undefined) this.#finished.delete(oldest);
  }

  /** A sign of life of a long call, without its output so far: agents repeat all of it with each update. */
  #progress(open: OpenCall): void {
    const now = this.#events.date();
    const { id, status = 'pending' } = open.call;
    if (status === open.sentStatus && now - open.sentAt < PROGRESS_EVERY) return;
    open.sentStatus = status;
    open.sentAt = now;
    this.#events.emit({ type: 'CUSTOM', name: CUSTOM.tool, value: { toolCallId: id, status } });
  }
}

function hasQuestions(input: unknown): boolean {
  return isObject(input) && Array.isArray(input.questions);
}
