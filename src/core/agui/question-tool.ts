import type { Question, QuestionItem } from '../result.ts';
import { type AguiEvent, type Fields, isObject, text } from './events.ts';

/** True for the tool by which an agent asks the user: its letters, in any case, spell that name (docs/events.md, case 22). */
export function isQuestionTool(name: string): boolean {
  // Almost every name fails the length check; a regex for each tool call would cost more than the call.
  return name.length >= 15 && name.replace(/[^a-z]/gi, '').toLowerCase() === 'askuserquestion';
}

/** The question that the arguments of an AskUserQuestion call hold, or undefined if they are broken or hold none. */
export function questionFromArgs(args: string): Question | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    return undefined;
  }
  return isObject(parsed) ? readQuestion(parsed) : undefined;
}

/** The question in an object `{message?, questions}`, or in one that is a question itself; undefined if there is none. */
export function readQuestion(fields: Fields): Question | undefined {
  const list = Array.isArray(fields.questions) ? fields.questions.filter(isObject) : [fields];
  const questions = list.map(readItem).filter((item) => item.question !== '' || item.options.length > 0);
  return questions.length === 0 ? undefined : questionOf(text(fields, 'message') ?? '', questions);
}

/** Puts a question together. The message of a form stands before its items, unless one item says it already. */
export function questionOf(message: string, questions: readonly QuestionItem[]): Question {
  const isShown = message.trim() === '' || questions.some(({ question }) => question === message);
  const items = asText(questions);
  return isShown ? { text: items, questions } : { text: `${message}\n\n${items}`, message, questions };
}

/** The arguments of the AskUserQuestion call that shows a question: what `questionFromArgs` reads. */
export function argsOfQuestion({ message, questions }: Question): string {
  return JSON.stringify({ ...(message === undefined ? {} : { message }), questions });
}

/** A question of which only its text is known. */
export function plainQuestion(question: string): Question {
  return { text: question, questions: [{ question, multiSelect: false, options: [] }] };
}

/** The `interrupts` of a RUN_FINISHED with that outcome. */
export function interruptsOf(finished: AguiEvent): readonly Fields[] {
  const { outcome } = finished;
  const list = isObject(outcome) ? outcome.interrupts : finished.interrupts;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** What an interrupt asks, as far as it says so, and in which form it wants the answer. */
export function interruptText(interrupt: Fields): string {
  const call = text(interrupt, 'toolCallId');
  const reason = text(interrupt, 'reason') ?? '';
  const asked = text(interrupt, 'message') || (call === undefined || reason === '' ? reason : `${reason} (${call})`);
  const { responseSchema: schema } = interrupt;
  const properties = isObject(schema) && isObject(schema.properties) ? Object.entries(schema.properties) : [];
  if (properties.length === 0) return asked;
  const fields = properties.map(([name, one]) => `"${name}": ${(isObject(one) && text(one, 'type')) || 'any'}`);
  return `${asked}\n(answer: {${fields.join(', ')}})`;
}

/**
 * An answer with the options' labels in it: as `pickOption` finds them, several separated by commas. What names no option
 * stays as it was written.
 */
export function labelled(given: string, { options, multiSelect }: QuestionItem): string {
  const answer = given.trim();
  if (options.some(({ label }) => label === answer)) return answer;
  const labels = (multiSelect ? answer.split(',') : [answer]).map((word) => pickOption(word, options)?.label);
  return labels.includes(undefined) ? answer : labels.join(', ');
}

/** The option that a person names by the number that it is shown with, from 1, else by one of its texts in any case. */
export function pickOption<T extends object>(answer: string, options: readonly T[]): T | undefined {
  const wanted = answer.trim().toLowerCase();
  const numbered = /^\d+$/.test(wanted) ? options[Number(wanted) - 1] : undefined;
  if (numbered !== undefined) return numbered;
  const named = options.filter((option) =>
    Object.values(option).some((value) => typeof value === 'string' && value.toLowerCase() === wanted),
  );
  return named.length === 1 ? named[0] : undefined;
}

function readItem(fields: Fields): QuestionItem {
  const header = text(fields, 'header');
  const preset = text(fields, 'default');
  const options = Array.isArray(fields.options) ? fields.options : [];
  return {
    question: text(fields, 'question') ?? '',
    ...(header === undefined ? {} : { header }),
    multiSelect: fields.multiSelect === true,
    options: options.flatMap(readOption),
    ...(fields.optionsOnly === true ? { optionsOnly: true } : {}),
    ...(fields.required === true ? { required: true } : {}),
    ...(preset === undefined ? {} : { default: preset }),
  };
}

function readOption(option: unknown): QuestionItem['options'] {
  if (typeof option === 'string') return [{ label: option }];
  if (!isObject(option)) return [];
  const label = text(option, 'label') ?? text(option, 'value');
  const description = text(option, 'description');
  if (label === undefined) return [];
  return [description === undefined ? { label } : { label, description }];
}

function asText(questions: readonly QuestionItem[]): string {
  // Most forms say nothing of what is required: then nothing is said here either.
  const isMixed = questions.some(({ required }) => required === true);
  return questions
    .map((item) =>
      [
        `${item.question}${hintOf(item, isMixed)}`,
        ...item.options.map(({ label, description }, index) => {
          return `  ${index + 1}. ${label}${description === undefined || description === '' ? '' : ` – ${description}`}`;
        }),
      ].join('\n'),
    )
    .join('\n\n');
}

function hintOf({ default: preset, required }: QuestionItem, isMixed: boolean): string {
  if (preset !== undefined) return ` (default: ${preset})`;
  return isMixed && required !== true ? ' (optional)' : '';
}
