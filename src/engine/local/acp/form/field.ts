import { runInNewContext } from 'node:vm';
import { labelled } from '../../../../core/agui/question-tool.ts';
import type { QuestionItem } from '../../../../core/result.ts';

/** One field of an agent's form. */
export interface Field {
  readonly key: string;
  readonly item: QuestionItem;
  /** `string`, `number`, `integer`, `boolean` or `array`. */
  readonly type: string;
  /** Its schema, as the agent sent it: limits are read where they are checked. */
  readonly schema: { readonly [field: string]: unknown };
  /** Value that the agent wants for a label. */
  readonly values: ReadonlyMap<string, string>;
  /** Field that takes an answer which is none of the options. */
  readonly otherKey: string | undefined;
}

export type FieldValue = string | number | boolean | string[];

/** What of the form's content an answer makes, or what is wrong with it, as the end of a sentence. */
export type Filled = { readonly entries: readonly (readonly [string, FieldValue])[] } | { readonly problem: string };

/** Reads one answer: a label, an option's number, several with commas, or free text. An empty one means the default, or skips. */
export function fillField(field: Field, given: string): Filled {
  const { item, key, otherKey, type } = field;
  const written = given.trim() === '' ? (item.default ?? '') : given;
  if (written === '') return item.required === true ? { problem: 'needs an answer' } : { entries: [] };
  const answer = labelled(written, item);
  switch (type) {
    case 'boolean':
      return filled(key, yesOrNo(answer) ?? { problem: `${quoted(answer)} is neither yes nor no` });
    case 'integer':
    case 'number':
      return filled(key, numberOf(answer, field));
    case 'array':
      return filled(
        ...orOther(field, answer, chosen(answer, field.values)),
        (value) => Array.isArray(value) && countProblem(value.length, field),
      );
    default:
      if (field.values.size === 0) return filled(key, answer, () => textProblem(answer, field));
      return filled(...orOther(field, answer, field.values.get(answer)));
  }

  /** The value of an option, else the box for another answer, else what is wrong. */
  function orOther(
    { values }: Field,
    own: string,
    value: FieldValue | undefined,
  ): [string, FieldValue | { readonly problem: string }] {
    if (value !== undefined) return [key, value];
    if (otherKey !== undefined) return [otherKey, own];
    return values.size === 0
      ? [key, [own]]
      : [key, { problem: `${quoted(own)} is none of ${[...values.keys()].join(', ')}` }];
  }
}

function filled(
  key: string,
  value: FieldValue | { readonly problem: string },
  check: (value: FieldValue) => string | false | undefined = () => undefined,
): Filled {
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const problem = check(value);
  return typeof problem === 'string' ? { problem } : { entries: [[key, value]] };
}

function yesOrNo(answer: string): boolean | undefined {
  if (/^(y|yes|true|on)$/i.test(answer)) return true;
  return /^(n|no|false|off)$/i.test(answer) ? false : undefined;
}

function numberOf(answer: string, { schema, type }: Field): number | { readonly problem: string } {
  const value = Number(answer);
  if (!Number.isFinite(value)) return { problem: `${quoted(answer)} is no number` };
  if (type === 'integer' && !Number.isInteger(value)) return { problem: `${answer} is no whole number` };
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return { problem: `${answer} is less than ${minimum}` };
  if (typeof maximum === 'number' && value > maximum) return { problem: `${answer} is more than ${maximum}` };
  return value;
}

/** The values of labels that are joined by ", ", where a label may hold commas itself; undefined if one is unknown. */
function chosen(answer: string, values: ReadonlyMap<string, string>): string[] | undefined {
  const words = answer.split(',').map((word) => word.trim());
  // No label has more commas: an answer of thousands of them is not tried in all its parts.
  let longest = 1;
  for (const label of values.keys()) longest = Math.max(longest, label.split(',').length);
  const found: string[] = [];
  for (let from = 0; from < words.length; ) {
    let to = Math.min(words.length, from + longest);
    while (to > from && !values.has(words.slice(from, to).join(', '))) to--;
    const value = values.get(words.slice(from, to).join(', '));
    if (value === undefined) return undefined;
    found.push(value);
    from = to;
  }
  return [...new Set(found)];
}

function countProblem(count: number, { schema: { minItems, maxItems } }: Field): string | undefined {
  if (typeof minItems === 'number' && count < minItems) return `at least ${minItems} have to be chosen`;
  return typeof maxItems === 'number' && count > maxItems ? `${maxItems} can be chosen at most` : undefined;
}

const FORMATS: { readonly [format: string]: { readonly shape: RegExp; readonly name: string } } = {
  email: { shape: /^[^\s@]+@[^\s@]+$/, name: 'mail address' },
  uri: { shape: /^[a-z][a-z0-9+.-]*:\S+$/i, name: 'address (https://…)' },
  date: { shape: /^\d{4}-\d\d-\d\d$/, name: 'date (2026-01-31)' },
  'date-time': { shape: /^\d{4}-\d\d-\d\dt\d\d:\d\d/i, name: 'time (2026-01-31T12:00:00Z)' },
};

function textProblem(answer: string, { schema }: Field): string | undefined {
  const { format, maxLength, minLength, pattern } = schema;
  const length = [...answer].length;
  if (typeof minLength === 'number' && length < minLength) return `is shorter than ${minLength} characters`;
  if (typeof maxLength === 'number' && length > maxLength) return `is longer than ${maxLength} characters`;
  const known = typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (known !== undefined && !known.shape.test(answer)) return `${quoted(answer)} is no ${known.name}`;
  if (typeof pattern === 'string' && !matches(pattern, answer)) return `${quoted(answer)} does not match ${pattern}`;
  return undefined;
}

/** How long an agent's pattern may take, in ms: it can be one that never ends. */
const PATTERN_MS = 250;

/** True as well where the pattern is broken or takes too long: the agent looks for itself. */
function matches(pattern: string, answer: string): boolean {
  try {
    const sandbox = { pattern, answer };
    return runInNewContext('new RegExp(pattern, "u").test(answer)', sandbox, { timeout: PATTERN_MS }) !== false;
  } catch {
    return true;
  }
}

function quoted(answer: string): string {
  return `"${answer.length > 100 ? `${answer.slice(0, 100)}…` : answer}"`;
}
