import { isObject } from '../../../core/agui/events.ts';
import { filesIn, textIn } from '../../../core/agui/message-files.ts';
import { AmberError } from '../../../core/errors.ts';
import type { RunInput, SessionRef } from '../../../core/session/session.ts';
import type { MessageAnswer } from '../acp/agent-interface.ts';
import { type FormAnswer, fillForm, fillFormWithObject, fillFormWithText } from '../acp/form/form-answer.ts';
import { type FormQuestion, readForm } from '../acp/form/read-form.ts';
import { readText, removeFile, replaceFile } from './files.ts';
import type { SessionPaths } from './paths.ts';

/**
 * The question that a session's agent waits with: `question.json`, there as long as a message may answer it. The host
 * opens and closes it, the sender of a message answers it; all of that under the session's lock, so that an answer is
 * either taken or comes too late, and only the first one is taken.
 */
export interface StoredQuestion {
  /** The tool call that shows it. */
  readonly toolCallId: string;
  /** The run that waits. */
  readonly runId: string;
  /** ACP's `elicitation/create`. */
  readonly request: { readonly [field: string]: unknown };
  readonly answer?: MessageAnswer;
}

export function openQuestion(paths: SessionPaths, question: StoredQuestion): void {
  replaceFile(paths.question, JSON.stringify(question));
}

/** The answer that the open question has by now. Needs no lock. */
export function answerOf(paths: SessionPaths): MessageAnswer | undefined {
  return readQuestionFile(paths)?.answer;
}

/**
 * No message answers from here on. Returns the answer of one that did: it stays until the run's end, so that a second
 * answer is known as one before the log says so.
 */
export function closeQuestion(paths: SessionPaths): MessageAnswer | undefined {
  const answer = answerOf(paths);
  if (answer === undefined) removeQuestion(paths);
  return answer;
}

export function removeQuestion(paths: SessionPaths): void {
  removeFile(paths.question);
}

/**
 * Takes a message as the answer to the question that waits, if one does; returns the run that waited.
 * @throws AmberError INVALID if it does not fit the question, which then waits on; CONFLICT if it names a question that was
 *   answered before, or another one than the one that waits
 */
export function answerQuestion(paths: SessionPaths, ref: SessionRef, input: RunInput): string | undefined {
  const stored = readQuestionFile(paths);
  const form = stored === undefined ? undefined : readForm(stored.request);
  if (stored === undefined || form === undefined) return undefined;
  if (input.answer !== null && isAbout(input, stored) === (stored.answer !== undefined)) throw answeredAlready(ref);
  if (stored.answer !== undefined) return undefined;
  const read = readAnswer(form, stored, input);
  if (read === undefined) return undefined;
  if (input.messages.some(({ content }) => filesIn(content).length > 0))
    throw doesNotFit(form, 'an answer takes no files', ref);
  if ('problem' in read.form) throw doesNotFit(form, read.form.problem, ref);
  openQuestion(paths, { ...stored, answer: { text: read.text, runId: input.runId, form: read.form } });
  return stored.runId;
}

/** Whether a message names this question; undefined if it names none. */
function isAbout({ resume = [] }: RunInput, { toolCallId }: StoredQuestion): boolean | undefined {
  return resume.length === 0 ? undefined : resume.some(({ interruptId }) => interruptId === toolCallId);
}

/** Undefined for a message that is no answer, or one to another question. */
function readAnswer(
  form: FormQuestion,
  { toolCallId }: StoredQuestion,
  { answer, messages, resume = [] }: RunInput,
): { readonly form: FormAnswer; readonly text: string } | undefined {
  if (answer === null) return undefined;
  const written = (answer ?? messages.map(({ content }) => textIn(content)).join('\n')).trim();
  if (resume.length === 0) return { form: fillFormWithText(form, written), text: written };
  const entry = resume.find(({ interruptId }) => interruptId === toolCallId);
  if (entry === undefined) return undefined;
  const { payload, status } = entry;
  if (status === 'cancelled') return { form: { action: 'decline' }, text: written || '[no answer]' };
  const text = written || (typeof payload === 'string' ? payload : JSON.stringify(payload ?? ''));
  if (Array.isArray(payload)) return { form: fillForm(form, payload.map(String)), text };
  return { form: isObject(payload) ? fillFormWithObject(form, payload) : fillFormWithText(form, text), text };
}

function doesNotFit({ question }: FormQuestion, problem: string, { name, project }: SessionRef): AmberError {
  const [first] = question.questions;
  const example = question.questions.length === 1 ? (first?.options[0]?.label ?? '…') : '…';
  return new AmberError('INVALID', `the agent waits for an answer, and this does not fit: ${problem}`, {
    hint: `the question still waits: amber send ${name} --project ${project} "${example}"`,
  });
}

/** Why an answer that names its question was not taken. */
export function answeredAlready({ name, project }: SessionRef): AmberError {
  return new AmberError('CONFLICT', 'the question has been answered already', {
    hint: `as a message: amber send ${name} --project ${project} "…"`,
  });
}

/** Why an answer without words was not taken where no question is open. */
export function notTaken({ name, project }: SessionRef, { resume = [] }: RunInput): AmberError {
  const hint = `amber send ${name} --project ${project} "…"`;
  const isEmpty = resume.every(({ payload = '' }) =>
    (Array.isArray(payload) ? payload : [payload]).every((one) => one === ''),
  );
  return isEmpty
    ? new AmberError('INVALID', `the answer is empty: say something to session ${name}`, { hint })
    : new AmberError('CONFLICT', `session ${name} does not wait for that answer any more`, {
        hint: `as a message: ${hint}`,
      });
}

function readQuestionFile(paths: SessionPaths): StoredQuestion | undefined {
  const text = readText(paths.question);
  return text === undefined ? undefined : (JSON.parse(text) as StoredQuestion);
}
