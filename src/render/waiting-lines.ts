import type { AguiEvent } from '../core/agui/events.ts';
import { waitingOf } from '../core/agui/waiting-events.ts';
import { formatDuration } from '../core/duration.ts';
import type { Question } from '../core/result.ts';
import type { Paint } from './colors.ts';
import { oneLine, plain } from './plain-text.ts';
import type { Redactor, RenderOptions } from './renderer.ts';

/** What a run that waits for a person has to say: what is asked, for how long, how to answer; then what was answered. */
export function waitingLines(
  event: AguiEvent,
  { answering, redactor }: Pick<RenderOptions, 'answering' | 'redactor'>,
  paint: Paint,
): readonly string[] {
  const waiting = waitingOf(event);
  if (waiting === undefined) return [];
  const how = answering?.();
  if (waiting.state === 'over') {
    const { answer, messageRunId } = waiting;
    const isNews = answer !== undefined && (how !== 'here' || messageRunId !== undefined);
    return isNews ? [paint.dim(`answered: ${oneLine(redactor.all(answer))}`)] : [];
  }
  // The person before this terminal reads it in the prompt.
  if (how === 'here') return [];
  if (waiting.for === 'permission')
    return [paint.dim('waiting for a permission, asked on the terminal of the session')];
  const { question, seconds } = waiting;
  return [
    ...(question === undefined ? [] : questionLines(question, paint, redactor)),
    paint.dim(`waiting ${seconds === undefined ? '' : `${formatDuration(seconds * 1_000)} `}for an answer`),
    ...(how === undefined ? [] : [paint.dim(`this answers it: ${how}`)]),
  ];
}

/** Nobody reads more before an answer. */
const MAX_QUESTION_LINES = 100;

/** What the agent asked, indented; of one that is too long its beginning. */
export function questionLines({ text }: Question, { yellow, dim }: Paint, redactor: Redactor): string[] {
  const [first = '', ...more] = plain(redactor.all(text)).split('\n');
  const left = more.length - MAX_QUESTION_LINES;
  const shown = (left > 0 ? more.slice(0, MAX_QUESTION_LINES) : more).map((line) => `  ${line}`);
  const rest = left > 0 ? [dim(`  … and ${left} more lines: -o json has all of them`)] : [];
  return [`${yellow('question:')} ${first}`, ...shown, ...rest];
}
