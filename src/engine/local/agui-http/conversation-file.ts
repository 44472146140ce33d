import { isObject } from '../../../core/agui/events.ts';
import { readText, replaceFile } from '../state/files.ts';
import type { KeptConversation } from './server-conversation.ts';

/**
 * The conversation of a session whose agent is a server: `conversation.json`, written before each run, with what the run
 * is sent, and after it. A host that is killed in between leaves what was said before.
 */
export function readConversation(path: string): KeptConversation | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const kept: unknown = JSON.parse(text);
  return isObject(kept) && Array.isArray(kept.messages) ? (kept as unknown as KeptConversation) : undefined;
}

/** @throws AmberError STATE */
export function keepConversation(path: string, conversation: KeptConversation): void {
  replaceFile(path, JSON.stringify(conversation));
}

/** True while the server waits for an answer: a message without words can be one. */
export function awaitsAnswer(path: string): boolean {
  return (readConversation(path)?.open.interrupts.length ?? 0) > 0;
}
