import type { Question, Result, RunError } from '../outcome.ts';
import type { Redactor } from './redact.ts';

/**
 * A result as programs and later steps read it, without secrets in what a person or an agent has written: the message, the question
 * and the error. Its other fields are Amber's own words and names, which a value of a variable must not blank.
 */
export function redactedResult(result: Result, redactor: Redactor): Result {
  const { message, question, error } = result;
  return {
    ...result,
    message: redactor.all(message),
    ...(question === undefined ? {} : { question: redactedQuestion(question, redactor) }),
    ...(error === undefined ? {} : { error: redactedError(error, redactor) }),
  };
}

/** An error without secrets: each of its fields can hold what a server or an agent said. */
function redactedError({ code, message, hint }: RunError, { all }: Redactor): RunError {
  return { code: all(code), message: all(message), ...(hint === undefined ? {} : { hint: all(hint) }) };
}

function redactedQuestion({ text, questions, ...rest }: Question, { all }: Redactor): Question {
  return {
    ...rest,
    text: all(text),
    questions: questions.map(({ question, header, options, ...more }) => ({
      ...more,
      question: all(question),
      ...(header === undefined ? {} : { header: all(header) }),
      options: options.map(({ label, description }) => ({
        label: all(label),
        ...(description === undefined ? {} : { description: all(description) }),
      })),
    })),
  };
}
