import { isObject, text } from '../../../core/events.ts';
import type { Question, QuestionItem } from '../../../core/outcome.ts';

/** A question of an agent (ACP `elicitation/create`, form mode) and how its answers go back. */
export interface FormQuestion {
  readonly question: Question;
  /** The form's content for one answer per question, in their order; an empty answer leaves its field out. */
  content(answers: readonly string[]): { [field: string]: string | number | boolean | string[] };
}

type Schema = { readonly [field: string]: unknown };
interface Field {
  readonly key: string;
  readonly item: QuestionItem;
  readonly type: string;
  /** Value that the agent wants for a label. */
  readonly values: ReadonlyMap<string, string>;
  /** Field that takes an answer which is none of the options. */
  readonly otherKey: string | undefined;
}

/** Name of the options' `_meta` that holds what an option's title flattens, in claude-agent-acp. */
const CLAUDE_OPTION = '_claude/askUserQuestionOption';

/** Reads a form; a form without fields asks for a yes or a no. Undefined: this is no form that a person could fill in. */
export function readForm(request: { readonly [field: string]: unknown }): FormQuestion | undefined {
  if (request.mode !== 'form' || !isObject(request.requestedSchema)) return undefined;
  const message = text(request, 'message') ?? '';
  const properties = isObject(request.requestedSchema.properties) ? request.requestedSchema.properties : {};
  const keys = Object.keys(properties);
  if (keys.length === 0) return confirmation(message);
  // "question_0_custom" beside "question_0" is no question of its own but the box for another answer to it.
  const others = new Map(keys.flatMap((key) => otherOf(key, keys)));
  const otherKeys = new Set(others.values());
  const fields = keys
    .filter((key) => !otherKeys.has(key))
    .map((key, _, all) => readField(key, properties[key], others.get(key), all.length === 1 ? message : ''));
  const questions = fields.map(({ item }) => item);
  return {
    question: { text: textOf(message, questions), questions },
    content: (answers) => Object.fromEntries(fields.flatMap((field, i) => entryOf(field, answers[i] ?? ''))),
  };
}

function confirmation(message: string): FormQuestion {
  const item = { question: message, multiSelect: false, options: [{ label: 'Yes' }, { label: 'No' }] };
  return { question: { text: textOf(message, [item]), questions: [item] }, content: () => ({}) };
}

/** True if the answers say no to a form that only wants a confirmation. */
export function isRefusal(form: FormQuestion, answers: readonly string[]): boolean {
  const [item, ...rest] = form.question.questions;
  const labels = item?.options.map(({ label }) => label).join('/');
  return rest.length === 0 && labels === 'Yes/No' && Object.keys(form.content(['Yes'])).length === 0
    ? !/^y/i.test(answers[0] ?? '')
    : false;
}

function otherOf(key: string, keys: readonly string[]): [string, string][] {
  const other = keys.find(
    (candidate) => candidate !== key && /^[_-](custom|other|note)$/i.test(suffix(candidate, key)),
  );
  return other === undefined ? [] : [[key, other]];
}

function suffix(candidate: string, key: string): string {
  return candidate.startsWith(key) ? candidate.slice(key.length) : '';
}

function readField(key: string, schema: unknown, otherKey: string | undefined, message: string): Field {
  const property: Schema = isObject(schema) ? schema : {};
  const type = text(property, 'type') ?? 'string';
  const items: Schema = isObject(property.items) ? property.items : {};
  const choices = type === 'boolean' ? ['Yes', 'No'] : (property.oneOf ?? property.enum ?? items.anyOf ?? items.enum);
  const options = (Array.isArray(choices) ? choices : []).map(readOption);
  const title = text(property, 'title');
  const header = title === undefined || title === '' ? undefined : title;
  return {
    key,
    type,
    otherKey,
    values: new Map(options.map(({ option, value }) => [option.label, value])),
    item: {
      question: text(property, 'description') || message || header || key,
      ...(header !== undefined && { header }),
      multiSelect: type === 'array',
      options: options.map(({ option }) => option),
    },
  };
}

function readOption(choice: unknown): { option: { label: string; description?: string }; value: string } {
  if (!isObject(choice)) return { option: { label: String(choice) }, value: String(choice) };
  const value = text(choice, 'const') ?? '';
  const title = text(choice, 'title') || value;
  const meta = isObject(choice._meta) && isObject(choice._meta[CLAUDE_OPTION]) ? choice._meta[CLAUDE_OPTION] : {};
  const description = text(meta, 'description') ?? text(choice, 'description');
  const label = description !== undefined && title === `${value} — ${description}` ? value : title;
  return { option: { label, ...(description !== undefined && { description }) }, value };
}

function entryOf(field: Field, answer: string): [string, string | number | boolean | string[]][] {
  if (answer === '') return [];
  switch (field.type) {
    case 'boolean':
      return [[field.key, /^(y|true|1)/i.test(answer)]];
    case 'integer':
    case 'number':
      return Number.isFinite(Number(answer)) ? [[field.key, Number(answer)]] : [];
    case 'array': {
      const values = chosen(answer, field.values);
      if (values !== undefined) return [[field.key, values]];
      return [field.otherKey === undefined ? [field.key, [answer]] : [field.otherKey, answer]];
    }
    default: {
      const value = field.values.get(answer);
      if (value !== undefined || field.values.size === 0 || field.otherKey === undefined)
        return [[field.key, value ?? answer]];
      return [[field.otherKey, answer]];
    }
  }
}

/** The values of labels that are joined by ", ", where a label may hold commas itself; undefined if one is unknown. */
function chosen(answer: string, values: ReadonlyMap<string, string>): string[] | undefined {
  const words = answer.split(/\s*,\s*/);
  const found: string[] = [];
  for (let from = 0; from < words.length; ) {
    let to = words.length;
    while (to > from && !values.has(words.slice(from, to).join(', '))) to--;
    const value = values.get(words.slice(from, to).join(', '));
    if (value === undefined) return undefined;
    found.push(value);
    from = to;
  }
  return found;
}

/** The whole as a person would read it. */
function textOf(message: string, questions: readonly QuestionItem[]): string {
  const asked = questions.map(({ question, options }) =>
    [question, ...options.map(({ label, description }) => `- ${label}${description ? `: ${description}` : ''}`)].join(
      '\n',
    ),
  );
  const [first] = questions;
  return (questions.length === 1 && first?.question === message ? asked : [message, ...asked])
    .filter((part) => part !== '')
    .join('\n\n');
}
