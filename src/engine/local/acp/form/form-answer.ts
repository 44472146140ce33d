import { isObject } from '../../../../core/agui/events.ts';
import { labelled } from '../../../../core/agui/question-tool.ts';
import { type FieldValue, fillField } from './field.ts';
import type { FormQuestion } from './read-form.ts';

/** What goes back to the agent, or what is wrong with an answer, in words for the person. */
export type FormAnswer =
  | { readonly action: 'accept'; readonly content: { readonly [field: string]: FieldValue } }
  | { readonly action: 'decline' }
  | { readonly problem: string };

/** Fills a form in with one answer per question, in their order; see `fillField`. */
export function fillForm({ fields, question }: FormQuestion, answers: readonly string[]): FormAnswer {
  if (fields.length === 0) {
    const [item] = question.questions;
    const word = item === undefined ? '' : labelled(answers[0] ?? '', item);
    if (/^(y|yes|true|ok)$/i.test(word)) return { action: 'accept', content: {} };
    return /^(n|no|false|)$/i.test(word) ? { action: 'decline' } : { problem: `"${word}" is neither yes nor no` };
  }
  const entries: (readonly [string, FieldValue])[] = [];
  for (const [at, field] of fields.entries()) {
    const filled = fillField(field, answers[at] ?? '');
    if ('problem' in filled)
      return { problem: fields.length === 1 ? filled.problem : `${nameOf(field)}: ${filled.problem}` };
    entries.push(...filled.entries);
  }
  return { action: 'accept', content: Object.fromEntries(entries) };
}

/** What is wrong with the answer to one question; undefined if it fits. */
export function problemWith(form: FormQuestion, at: number, answer: string): string | undefined {
  const field = form.fields[at];
  if (field === undefined) return undefined;
  const filled = fillField(field, answer);
  return 'problem' in filled ? filled.problem : undefined;
}

/**
 * Fills a form in with what a person wrote in one text. One question takes all of it; several take an object in JSON, by
 * the form's own names, or lines: `name: answer` in any order, else one answer a line in the questions' order.
 */
export function fillFormWithText(form: FormQuestion, text: string): FormAnswer {
  if (form.fields.length <= 1) return fillForm(form, [text.trim()]);
  const object = objectIn(text);
  if (object !== undefined) return fillFormWithObject(form, object);
  const lines = text.trim().split(/\r?\n/);
  const named = new Map<number, string>();
  for (const line of lines) {
    const [, name, answer] = /^\s*(?:[-*]\s+)?([^:=]+?)\s*[:=]\s*(.*)$/.exec(line) ?? [];
    const at = name === undefined ? -1 : indexOf(form, name);
    if (at >= 0) named.set(at, answer ?? '');
  }
  if (named.size === lines.filter((line) => line.trim() !== '').length)
    return fillForm(
      form,
      form.fields.map((_, at) => named.get(at) ?? ''),
    );
  if (named.size > 0 || lines.length > form.fields.length) return { problem: howToAnswer(form) };
  if (lines.length > 1) return fillForm(form, lines);
  // One line for several questions: it is for the one that needs it, and the others are skipped or have defaults.
  const needy = form.fields.flatMap(({ item }, at) =>
    item.required === true && item.default === undefined ? [at] : [],
  );
  const [only = 0, ...more] = needy;
  if (more.length > 0) return { problem: howToAnswer(form) };
  return fillForm(
    form,
    form.fields.map((_, at) => (at === only ? text : '')),
  );
}

/** Fills a form in with values by the form's own names. */
export function fillFormWithObject(form: FormQuestion, object: { readonly [name: string]: unknown }): FormAnswer {
  const answers = form.fields.map(() => '');
  for (const [name, value] of Object.entries(object)) {
    const at = indexOf(form, name);
    if (at < 0) return { problem: `there is no "${name}": ${howToAnswer(form)}` };
    answers[at] = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  }
  return fillForm(form, answers);
}

function objectIn(text: string): { readonly [name: string]: unknown } | undefined {
  if (!text.trim().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** By its name in the form, its title, its text or the number that it is shown at. */
function indexOf({ fields }: FormQuestion, name: string): number {
  const wanted = name.trim().toLowerCase();
  return fields.findIndex(({ key, item: { header, question } }) =>
    [key, header, question].some((one) => one?.toLowerCase() === wanted),
  );
}

function howToAnswer({ fields }: FormQuestion): string {
  return `it asks for ${fields.length} things: answer with one line each, ${fields.map((field) => `"${nameOf(field)}: …"`).join(', ')}`;
}

function nameOf({ item: { header }, key }: FormQuestion['fields'][number]): string {
  return header ?? key;
}
