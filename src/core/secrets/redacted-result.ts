import type { JsonValue } from '../json/json-value.ts';
import type { Question, Result, RunError } from '../result.ts';
import type { RunChanges } from '../run-changes.ts';
import type { Redactor } from './redact.ts';

/**
 * A result as programs and later steps read it, without secrets in what a person or an agent has written: the message, its value, the
 * question, the names of files and the error. Its other fields are Amber's own words and names, which a value of a variable must not blank.
 */
export function redactedResult(result: Result, redactor: Redactor): Result {
  const { message, structured, question, changes, error } = result;
  return {
    ...result,
    message: redactor.all(message),
    ...(structured === undefined ? {} : { structured: redactedValue(structured, redactor) }),
    ...(question === undefined ? {} : { question: redactedQuestion(question, redactor) }),
    ...(changes === undefined ? {} : { changes: redactedChanges(changes, redactor) }),
    ...(error === undefined ? {} : { error: redactedError(error, redactor) }),
  };
}

/** The names of files are the agent's, too. */
function redactedChanges(changes: RunChanges, { all }: Redactor): RunChanges {
  const { dir, files, unknown } = changes;
  return {
    ...changes,
    dir: all(dir),
    ...(unknown !== undefined && { unknown: all(unknown) }),
    files: files.map(({ path, from, ...file }) => ({
      ...file,
      path: all(path),
      ...(from !== undefined && { from: all(from) }),
    })),
  };
}

/** An error without secrets: each of its fields can hold what a server or an agent said. */
function redactedError({ code, message, hint }: RunError, { all }: Redactor): RunError {
  return { code: all(code), message: all(message), ...(hint === undefined ? {} : { hint: all(hint) }) };
}

/** Made of whole new objects, so that no name in the answer is more than a name. */
function redactedValue(value: JsonValue, redactor: Redactor): JsonValue {
  if (typeof value === 'string') return redactor.all(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: JsonValue) => redactedValue(one, redactor));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [redactor.all(name), redactedValue(inner, redactor)]),
  );
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
