import { type AguiEvent, type Fields, isObject, text } from './events.ts';

/** A tool call as it stands in a message: `args` is JSON text. */
export interface CallInMessage {
  readonly id: string;
  readonly name: string;
  readonly args: string;
}

/** The messages of a MESSAGES_SNAPSHOT, or of a RUN_STARTED's input; whatever is no object is left out. */
export function messagesIn(event: AguiEvent): readonly Fields[] {
  const list =
    event.type === 'RUN_STARTED' ? (isObject(event.input) ? event.input.messages : undefined) : event.messages;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The text of a message, whose content is a string or a list of parts. */
export function contentOf(message: Fields): string {
  if (typeof message.content === 'string') return message.content;
  if (!Array.isArray(message.content)) return '';
  return message.content.map((part) => (isObject(part) ? (text(part, 'text') ?? '') : '')).join('');
}

/** The tool calls of an assistant's message. */
export function callsOf(message: Fields): readonly CallInMessage[] {
  if (!Array.isArray(message.toolCalls)) return [];
  return message.toolCalls.filter(isObject).map((call) => {
    const called = isObject(call.function) ? call.function : call;
    return { id: text(call, 'id') ?? '', name: text(called, 'name') ?? '', args: text(called, 'arguments') ?? '' };
  });
}

/**
 * The messages that belong to the snapshot's own run: those after the last user's message, since some servers put the
 * whole conversation into a snapshot.
 */
export function answerIn(messages: readonly Fields[]): readonly Fields[] {
  return messages.slice(messages.findLastIndex((message) => message.role === 'user') + 1);
}

/** The id of the last user's message: it identifies the snapshot's run. */
export function lastUserId(messages: readonly Fields[]): string | undefined {
  const message = messages.findLast(({ role }) => role === 'user');
  return message === undefined ? undefined : text(message, 'id');
}

/** True if one of the messages is the prompt that a session was created with (docs/platform.md, "Which run is mine"). */
export function hasInitialPrompt(messages: readonly Fields[]): boolean {
  return messages.some(({ metadata }) => isObject(metadata) && metadata.source === 'runner_initial_prompt');
}
