import { type AguiEvent, isObject, text } from './events.ts';
import type { Question, QuestionItem } from './outcome.ts';

type Fields = { readonly [field: string]: unknown };

/** True for the tool by which an agent asks the user: its letters, in any case, spell that name (agui.md, case 22). */
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
  if (!isObject(parsed)) return undefined;
  const list = Array.isArray(parsed.questions) ? parsed.questions.filter(isObject) : [parsed];
  const questions = list.map(readItem).filter((item) => item.question !== '' || item.options.length > 0);
  return questions.length === 0 ? undefined : { text: asText(questions), questions };
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

function readItem(fields: Fields): QuestionItem {
  const header = text(fields, 'header');
  const options = Array.isArray(fields.options) ? fields.options : [];
  return {
    question: text(fields, 'question') ?? '',
    ...(header === undefined ? {} : { header }),
    multiSelect: fields.multiSelect === true,
    options: options.flatMap(readOption),
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
  return questions
    .map(({ question, options }) =>
      [
        question,
        ...options.map(({ label, description }, index) => {
          return `  ${index + 1}. ${label}${description === undefined || description === '' ? '' : ` – ${description}`}`;
        }),
      ].join('\n'),
    )
    .join('\n\n');
}
