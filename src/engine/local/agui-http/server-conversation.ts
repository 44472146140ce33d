import { type AguiEvent, type Fields, isObject, object, text } from '../../../core/agui/events.ts';
import { callsOf } from '../../../core/agui/messages.ts';
import { interruptsOf } from '../../../core/agui/question-tool.ts';
import { messageOf } from '../../../core/errors.ts';
import { patched } from '../../../core/json/json-patch.ts';

/** What a server waits with: questions of its own, or tool calls that are for others to carry out. */
export interface OpenEnds {
  readonly interrupts: readonly Fields[];
  readonly toolCallIds: readonly string[];
}

/** A conversation as it is kept between runs. */
export interface KeptConversation {
  readonly messages: readonly Fields[];
  readonly state?: unknown;
  readonly open: OpenEnds;
}

/** What an event takes beside its texts: a flood of empty ones counts, too. In UTF-16 units. */
const EVENT_SIZE = 100;

type Message = { [field: string]: unknown };

/**
 * The conversation with a server, which keeps none itself: each run is sent all messages and the state, and changes them
 * by its events, as the protocol's own client applies them.
 */
export class ServerConversation {
  #messages: Message[];
  #byId = new Map<string, Message>();
  #state: unknown;
  #open: OpenEnds;
  /** As it was before the run that goes on. */
  #before: { readonly length: number; readonly open: OpenEnds };
  /** The message and the call that chunks without an id go on with. */
  #chunked: { text?: Message | undefined; reasoning?: Message | undefined; call?: string | undefined } = {};
  readonly #calls = new Map<string, { readonly call: object; readonly called: { arguments: string } }>();
  /** Calls of this run that nobody has answered. */
  readonly #unanswered = new Set<string>();
  #spokeSince = false;
  #size = 0;
  #messagesSize = 0;
  #stateSize = 0;

  constructor({ messages, open, state }: KeptConversation = NOTHING) {
    this.#messages = messages.map(copyOf);
    this.#state = state;
    this.#open = open;
    this.#before = { length: messages.length, open };
    this.#index();
  }

  get messages(): readonly Fields[] {
    return this.#messages;
  }

  /** Undefined as long as nobody has set one. */
  get state(): unknown {
    return this.#state;
  }

  get open(): OpenEnds {
    return this.#open;
  }

  /** What this run has added so far, about, in UTF-16 units. */
  get size(): number {
    return this.#size + this.#messagesSize + this.#stateSize;
  }

  /** What is to be kept of it. */
  keep(): KeptConversation {
    return { messages: this.#messages, ...(this.#state !== undefined && { state: this.#state }), open: this.#open };
  }

  /** A run begins with these messages; tool calls that they answer are no longer open. */
  begin(messages: readonly Fields[]): void {
    this.#before = { length: this.#messages.length, open: this.#open };
    for (const message of messages) this.#add(copyOf(message));
    const answered = new Set(messages.map(({ toolCallId }) => toolCallId));
    this.#open = { ...this.#open, toolCallIds: this.#open.toolCallIds.filter((id) => !answered.has(id)) };
    this.#unanswered.clear();
    this.#spokeSince = false;
    this.#chunked = {};
    this.#size = 0;
    this.#messagesSize = 0;
    this.#stateSize = 0;
  }

  /** Nothing came of the run: its messages were not received, and what was open is open. */
  takeBack(): void {
    this.#messages.length = this.#before.length;
    this.#open = this.#before.open;
    this.#index();
  }

  /** Takes an event of the run, but for changes of the state. `size`: of its text. */
  apply(event: AguiEvent, size: number): void {
    this.#size += EVENT_SIZE;
    // What a subagent says is none of the conversation's, but where the server puts it into a snapshot.
    if (event.subagentRunId !== undefined) return;
    switch (event.type) {
      case 'TEXT_MESSAGE_CONTENT':
        this.#append(this.#byId.get(text(event, 'messageId') ?? ''), event);
        break;
      case 'TEXT_MESSAGE_START':
        this.#speak(event, text(event, 'role') ?? 'assistant');
        break;
      case 'TEXT_MESSAGE_CHUNK':
        if (event.messageId !== undefined) this.#chunked.text = this.#speak(event, text(event, 'role') ?? 'assistant');
        this.#append(this.#chunked.text, event);
        break;
      case 'REASONING_MESSAGE_START':
        this.#message(event, 'reasoning');
        break;
      case 'REASONING_MESSAGE_CONTENT':
        this.#append(this.#byId.get(text(event, 'messageId') ?? ''), event);
        break;
      case 'REASONING_MESSAGE_CHUNK':
        if (event.messageId !== undefined) this.#chunked.reasoning = this.#message(event, 'reasoning');
        this.#append(this.#chunked.reasoning, event);
        break;
      case 'REASONING_ENCRYPTED_VALUE':
        this.#encrypt(event);
        break;
      case 'TOOL_CALL_START':
        this.#call(event);
        break;
      case 'TOOL_CALL_ARGS':
        this.#argue(text(event, 'toolCallId'), event);
        break;
      case 'TOOL_CALL_CHUNK':
        if (event.toolCallId !== undefined && !this.#calls.has(String(event.toolCallId))) this.#call(event);
        if (event.toolCallId !== undefined) this.#chunked.call = String(event.toolCallId);
        this.#argue(this.#chunked.call, event);
        break;
      case 'TOOL_CALL_RESULT':
        this.#answer(event);
        this.#size += size;
        break;
      case 'MESSAGES_SNAPSHOT':
        this.#replace(event);
        this.#size = 0;
        this.#messagesSize = size;
        break;
      case 'STATE_SNAPSHOT':
        this.#state = event.snapshot;
        this.#stateSize = size;
        break;
      case 'RUN_FINISHED':
        this.#finish(event);
    }
  }

  /**
   * Takes a STATE_DELTA; returns what is wrong with it, and then changes nothing. A few copies of the whole into itself are
   * more than any memory: once `size` is above `most`, nothing more is copied.
   */
  patch(event: AguiEvent, size: number, most: number): string | undefined {
    this.#stateSize += size;
    try {
      if (!Array.isArray(event.delta)) return 'it is no list of changes';
      this.#state = patched(this.#state ?? {}, event.delta, (copied) => {
        this.#stateSize += JSON.stringify(copied)?.length ?? 0;
        if (this.size > most) throw new Error('it copies too much');
      });
      return undefined;
    } catch (error) {
      return messageOf(error).split('\n', 1)[0]?.slice(0, 200);
    }
  }

  /**
   * The tool calls that a RUN_FINISHED leaves to others: those that it names, else those of the run that have no result. A
   * server from before version 1.0 may never say what its own tools returned, but goes on to speak after they did.
   */
  pendingCalls(finished: AguiEvent): readonly string[] {
    const outcome = object(finished, 'outcome');
    if (outcome?.type !== undefined && outcome.type !== 'success') return [];
    const named = Array.isArray(outcome?.pendingToolCallIds) ? outcome.pendingToolCallIds.map(String) : [];
    if (named.length > 0) return named;
    return outcome === undefined && this.#spokeSince ? [] : [...this.#unanswered];
  }

  /** The run came to no good end: calls without a result would make every later run fail at its model. */
  cutOff(): void {
    const answered = new Set(this.#messages.map(({ toolCallId }) => toolCallId));
    // An interrupt may concern a call that its answer lets the server carry out.
    for (const { toolCallId } of this.#open.interrupts) answered.add(toolCallId);
    this.#messages = this.#messages.flatMap((message) => {
      if (!Array.isArray(message.toolCalls)) return [message];
      const toolCalls = message.toolCalls.filter((call) => isObject(call) && answered.has(call.id));
      if (toolCalls.length > 0) return [{ ...message, toolCalls }];
      const { toolCalls: _none, ...rest } = message;
      return rest.content === undefined || rest.content === '' ? [] : [rest];
    });
    this.#index();
  }

  #finish(event: AguiEvent): void {
    this.#open = { interrupts: interruptsOf(event), toolCallIds: this.pendingCalls(event) };
  }

  /** The server has taken the answers to its interrupts. */
  #goesOn(): void {
    if (this.#open.interrupts.length > 0) this.#open = { ...this.#open, interrupts: [] };
  }

  #index(): void {
    this.#byId = new Map();
    this.#calls.clear();
    for (const message of this.#messages) this.#note(message);
  }

  #add(message: Message): void {
    this.#messages.push(message);
    this.#note(message);
  }

  #note(message: Message): void {
    if (typeof message.id === 'string') this.#byId.set(message.id, message);
    for (const call of Array.isArray(message.toolCalls) ? message.toolCalls : []) {
      const found = callIn(call);
      if (found !== undefined) this.#calls.set(found.id, { call, called: found.called });
    }
  }

  #speak(event: AguiEvent, role: string): Message {
    if (role === 'assistant') {
      this.#spokeSince = true;
      this.#goesOn();
    }
    return this.#message(event, role);
  }

  /** The message that an event names, made if need be. */
  #message(event: AguiEvent, role: string): Message {
    const id = text(event, 'messageId') ?? '';
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const name = text(event, 'name');
    const made: Message = { id, role, content: '', ...(name !== undefined && { name }) };
    this.#add(made);
    return made;
  }

  #append(message: Message | undefined, event: AguiEvent): void {
    const delta = text(event, 'delta') ?? '';
    this.#size += delta.length + 1;
    if (message !== undefined)
      message.content = `${typeof message.content === 'string' ? message.content : ''}${delta}`;
  }

  #call(event: AguiEvent): void {
    const id = text(event, 'toolCallId') ?? '';
    if (this.#calls.has(id)) return;
    const made = { id, type: 'function', function: { name: text(event, 'toolCallName') ?? '', arguments: '' } };
    const parent = text(event, 'parentMessageId');
    const last = this.#messages.at(-1);
    const owner = (parent === undefined ? undefined : this.#byId.get(parent)) ?? last;
    this.#goesOn();
    this.#calls.set(id, { call: made, called: made.function });
    this.#unanswered.add(id);
    this.#spokeSince = false;
    // Calls that were made together stand in one message.
    if (
      owner?.role === 'assistant' &&
      (owner.id === parent || (owner === last && Array.isArray(owner.toolCalls) && parent === undefined))
    ) {
      if (Array.isArray(owner.toolCalls)) owner.toolCalls.push(made);
      else owner.toolCalls = [made];
    } else this.#add({ id: parent ?? id, role: 'assistant', toolCalls: [made] });
  }

  #argue(id: string | undefined, event: AguiEvent): void {
    const delta = text(event, 'delta') ?? '';
    this.#size += delta.length + 1;
    const call = this.#calls.get(id ?? '');
    if (call !== undefined) call.called.arguments += delta;
  }

  #answer(event: AguiEvent): void {
    const id = text(event, 'toolCallId') ?? '';
    this.#goesOn();
    this.#unanswered.delete(id);
    this.#add({ id: text(event, 'messageId') ?? `${id}-result`, role: 'tool', toolCallId: id, content: event.content });
  }

  #replace(event: AguiEvent): void {
    const messages = Array.isArray(event.messages) ? event.messages.filter(isObject) : [];
    this.#messages = messages.map(copyOf);
    this.#index();
    for (const { toolCallId } of messages) if (typeof toolCallId === 'string') this.#unanswered.delete(toolCallId);
    const last = messages.at(-1);
    if (last?.role === 'assistant' && callsOf(last).length === 0) this.#spokeSince = true;
  }

  #encrypt(event: AguiEvent): void {
    const id = text(event, 'entityId') ?? '';
    const entity: object | undefined = event.subtype === 'tool-call' ? this.#calls.get(id)?.call : this.#byId.get(id);
    if (entity !== undefined) Object.assign(entity, { encryptedValue: event.encryptedValue });
  }
}

/** Its list of calls is its own: it grows. */
function copyOf(message: Fields): Message {
  const { toolCalls } = message;
  return { ...message, ...(Array.isArray(toolCalls) && { toolCalls: [...toolCalls] }) };
}

const NOTHING: KeptConversation = { messages: [], open: { interrupts: [], toolCallIds: [] } };

function callIn(call: unknown): { readonly id: string; readonly called: { arguments: string } } | undefined {
  if (!isObject(call) || typeof call.id !== 'string') return undefined;
  const { function: called } = call;
  return hasArguments(called) ? { id: call.id, called } : undefined;
}

function hasArguments(called: unknown): called is { arguments: string } {
  return isObject(called) && typeof called.arguments === 'string';
}
