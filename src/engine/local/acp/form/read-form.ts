import { isObject, text } from '../../../../core/agui/events.ts';
import { questionOf } from '../../../../core/agui/question-tool.ts';
import type { Question, QuestionItem } from '../../../../core/result.ts';
import type { Field } from './field.ts';

/** A question of an agent (ACP `elicitation/create`, form mode), as a person sees it and as its answers go back. */
export interface FormQuestion {
  readonly question: Question;
  /** One for each of the question's items; none for a form that only wants a yes. */
  readonly fields: readonly Field[];
}

type Schema = { readonly [field: string]: unknown };

/** Name of the options' `_meta` that holds what an option's title flattens, in claude-agent-acp. */
const CLAUDE_OPTION = '_claude/askUserQuestionOption';

/** Reads a form; a form without fields asks for a yes or a no. Undefined: this is no form that a person could fill in. */
export function readForm(request: { readonly [field: string]: unknown }): FormQuestion | undefined {
  const { requestedSchema: schema } = request;
  if (request.mode !== 'form' || !isObject(schema)) return undefined;
  const message = text(request, 'message') ?? '';
  const properties = isObject(schema.properties) ? schema.properties : {};
  const keys = Object.keys(properties);
  if (keys.length === 0) return confirmation(message);
  const required = new Set<unknown>(Array.isArray(schema.required) ? schema.required : []);
  // "question_0_custom" beside "question_0" is no question of its own but the box for another answer to it.
  const others = new Map(keys.flatMap((key) => otherOf(key, keys)));
  const otherKeys = new Set(others.values());
  const fields = keys
    .filter((key) => !otherKeys.has(key))
    .map((key, _, all) =>
      readField(key, properties[key], {
        otherKey: others.get(key),
        isRequired: required.has(key),
        message: all.length === 1 ? message : '',
      }),
    );
  return {
    question: questionOf(
      message,
      fields.map(({ item }) => item),
    ),
    fields,
  };
}

function confirmation(message: string): FormQuestion {
  const item = { question: message, multiSelect: false, options: [{ label: 'Yes' }, { label: 'No' }] };
  return { question: questionOf('', [{ ...item, optionsOnly: true }]), fields: [] };
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

interface FieldContext {
  readonly otherKey: string | undefined;
  readonly isRequired: boolean;
  /** The form's own, where this is its only field. */
  readonly message: string;
}

function readField(key: string, schema: unknown, { otherKey, isRequired, message }: FieldContext): Field {
  const property: Schema = isObject(schema) ? schema : {};
  const type = text(property, 'type') ?? 'string';
  const items: Schema = isObject(property.items) ? property.items : {};
  const choices = type === 'boolean' ? ['Yes', 'No'] : (property.oneOf ?? property.enum ?? items.anyOf ?? items.enum);
  const options = (Array.isArray(choices) ? choices : []).map(readOption);
  const title = text(property, 'title');
  const header = title === undefined || title === '' ? undefined : title;
  const preset = presetOf(property.default, type, options);
  const item: QuestionItem = {
    question: text(property, 'description') || message || header || key,
    ...(header !== undefined && { header }),
    multiSelect: type === 'array',
    options: options.map(({ option }) => option),
    ...(options.length > 0 && otherKey === undefined && { optionsOnly: true }),
    ...(isRequired && { required: true }),
    ...(preset !== undefined && { default: preset }),
  };
  const values = new Map(options.map(({ option, value }) => [option.label, value]));
  return { key, type, schema: property, otherKey, values, item };
}

interface Choice {
  readonly option: { readonly label: string; readonly description?: string };
  /** What the agent wants for the label. */
  readonly value: string;
}

function readOption(choice: unknown): Choice {
  if (!isObject(choice)) return { option: { label: String(choice) }, value: String(choice) };
  const value = text(choice, 'const') ?? '';
  const title = text(choice, 'title') || value;
  const meta = isObject(choice._meta) && isObject(choice._meta[CLAUDE_OPTION]) ? choice._meta[CLAUDE_OPTION] : {};
  const description = text(meta, 'description') ?? text(choice, 'description');
  const label = description !== undefined && title === `${value} — ${description}` ? value : title;
  return { option: { label, ...(description !== undefined && { description }) }, value };
}

/** A form's default as a person would answer it; undefined for none, or one that is of another type than its field. */
function presetOf(preset: unknown, type: string, options: readonly Choice[]): string | undefined {
  const labelOf = (value: unknown): string => options.find((one) => one.value === value)?.option.label ?? String(value);
  switch (type) {
    case 'boolean':
      return typeof preset === 'boolean' ? (preset ? 'Yes' : 'No') : undefined;
    case 'integer':
    case 'number':
      return typeof preset === 'number' ? String(preset) : undefined;
    case 'array':
      return Array.isArray(preset) && preset.length > 0 ? preset.map(labelOf).join(', ') : undefined;
    default:
      return typeof preset === 'string' && preset !== '' ? labelOf(preset) : undefined;
  }
}
