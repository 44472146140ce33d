import { type Fields, isObject, text } from '../../../core/agui/events.ts';
import { filesIn, textIn } from '../../../core/agui/message-files.ts';
import { AmberError } from '../../../core/errors.ts';
import type { ResumeEntry, RunInput } from '../../../core/session/session.ts';
import { fillFormWithText } from '../acp/form/form-answer.ts';
import { readForm } from '../acp/form/read-form.ts';
import type { OpenEnds } from './server-conversation.ts';

/** What a message comes to for a server that may be waiting for an answer. */
export interface NextRun {
  /** What is added to the conversation. */
  readonly messages: readonly Fields[];
  /** The answers to all interrupts that are open: the protocol knows no answers to some. */
  readonly resume?: readonly ResumeEntry[];
}

/** What a tool call without an answer is answered with. */
const NO_ANSWER = '[no answer]';

/**
 * A message as the next run's input. While the server waits, the message is its answer: to its interrupts by `resume`, to
 * tool calls by their results; else it is a message of the user. `preface` stands before the first one.
 * @throws AmberError INVALID where an answer does not fit, or comes too late
 */
export function nextRun(
  { answer, messages, resume = [] }: RunInput,
  { interrupts, toolCallIds }: OpenEnds,
  { preface, now }: { readonly preface?: string | undefined; readonly now: Date },
): NextRun {
  const said: readonly Fields[] = messages.map(({ id, role, content }) => ({ id, role, content }));
  const written = (answer ?? messages.map(({ content }) => textIn(content)).join('\n')).trim();
  const waits = answer !== null && interrupts.length + toolCallIds.length > 0;
  if (waits && messages.some(({ content }) => filesIn(content).length > 0))
    throw new AmberError('INVALID', 'the agent waits for an answer, and an answer takes no files');
  if (interrupts.length > 0) {
    const entries = interrupts.map((interrupt) => {
      checkExpiry(interrupt, now);
      const interruptId = text(interrupt, 'id') ?? '';
      const given = resume.find((entry) => entry.interruptId === interruptId);
      if (given?.status === 'cancelled') return given;
      if (typeof given?.payload === 'string') return { ...given, payload: payloadOf(given.payload, interrupt) };
      if (given?.payload !== undefined) return given;
      if (answer === null || (given === undefined && resume.length > 0))
        return { interruptId, status: 'cancelled' } as const;
      return { interruptId, status: 'resolved', payload: payloadOf(written, interrupt) } as const;
    });
    const isUsed = answer !== null && entries.some(({ interruptId }) => !hasPayload(resume, interruptId));
    return { messages: isUsed ? [] : said, resume: entries };
  }
  const [first] = messages;
  if (toolCallIds.length > 0) {
    const content = answer === null ? NO_ANSWER : written;
    const results = toolCallIds.map((toolCallId) => ({
      id: `${first?.id ?? 'answer'}-${toolCallId}`,
      role: 'tool',
      toolCallId,
      content,
    }));
    return { messages: answer === null ? [...results, ...said] : results };
  }
  if (preface === undefined) return { messages: said };
  return { messages: [{ id: `${first?.id ?? 'first'}-preface`, role: 'user', content: preface }, ...said] };
}

const hasPayload = (resume: readonly ResumeEntry[], id: string): boolean =>
  resume.some(
    ({ interruptId, payload, status }) => interruptId === id && (payload !== undefined || status === 'cancelled'),
  );

/** The protocol forbids an answer that comes too late. A time that can't be read is none. */
function checkExpiry(interrupt: Fields, now: Date): void {
  const expiresAt = text(interrupt, 'expiresAt') ?? '';
  if (Date.parse(expiresAt) <= now.getTime())
    throw new AmberError('INVALID', `the agent's question could be answered until ${expiresAt}`, {
      hint: 'amber run begins anew',
    });
}

/** What was written as the answer that the interrupt's schema wants: JSON as it is, words as the form's values, else the text. */
function payloadOf(written: string, interrupt: Fields): unknown {
  const { responseSchema: schema } = interrupt;
  if (!isObject(schema)) return written;
  const json = jsonIn(written);
  if (schema.type === 'string') return written;
  if (schema.type !== 'object')
    return schema.type === 'boolean' ? (yesOrNo(written) ?? json ?? written) : (json ?? written);
  if (isObject(json)) return json;
  const form = readForm({ mode: 'form', message: interrupt.message, requestedSchema: schema });
  if (form === undefined || form.fields.length === 0) return json ?? written;
  const filled = fillFormWithText(form, written);
  if ('problem' in filled)
    throw new AmberError('INVALID', `the agent waits for an answer, and this does not fit: ${filled.problem}`, {
      hint: `the question still waits; JSON is taken as it is: {${Object.keys(
        isObject(schema.properties) ? schema.properties : {},
      )
        .map((name) => `"${name}": …`)
        .join(', ')}}`,
    });
  return filled.action === 'accept' ? filled.content : written;
}

function yesOrNo(written: string): boolean | undefined {
  if (/^(?:y|yes|true|ok)$/i.test(written)) return true;
  return /^(?:n|no|false)$/i.test(written) ? false : undefined;
}

function jsonIn(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
