import { LimitedThread, programAt } from '../../async/limited-thread.ts';
import { isObject } from '../../core/agui/events.ts';
import { formatDuration } from '../../core/duration.ts';
import { AmberError, isAmberError, messageOf } from '../../core/errors.ts';
import { isKnownField, noSuchField, type TemplateToken, unknownInFilter, unknownInTemplate } from './field-names.ts';
import type { JqAnswer, JqTask } from './jq-worker.ts';

/** Beside the bundle, above one of its chunks, or among the sources. */
const JQ_PROGRAM = ['./jq-worker.js', '../jq-worker.js', './jq-worker.ts'];
/** What a filter may take of a processor, in ms: ten thousand sessions take a tenth of a second. */
const FILTER_LIMIT_MS = 10_000;

/** How the JSON of a list is to be shaped: first by fields, then by a filter or a template. */
export interface JsonShape {
  /** Names of an item's fields, or paths such as `metadata.name`. */
  readonly fields?: readonly string[];
  /** A filter in jq's language, for `{items: […]}`. */
  readonly jq?: string;
  /** A Mustache template, for `{items: […]}`. */
  readonly template?: string;
}

/** The item with no more than the fields that are asked for, in that order; what it lacks is null. */
export function pickFields(item: object, fields: readonly string[]): { readonly [field: string]: unknown } {
  return Object.fromEntries(fields.map((field) => [field, valueAt(item, field) ?? null]));
}

/**
 * What a filter or a template makes of a list. `fields`: those of its items; without them none is looked for.
 * @param limit what a filter may take of a processor, in ms
 * @throws AmberError USAGE if it is wrong, names a field that there is not, or takes too long
 */
export async function shapeJson(
  items: readonly unknown[],
  { jq, template }: JsonShape,
  fields?: readonly string[],
  limit = FILTER_LIMIT_MS,
): Promise<string> {
  if (jq !== undefined) return runFilter({ items }, jq, fields, limit);
  return template === undefined ? '' : fillIn({ items }, template, fields);
}

/** The program jq itself, compiled to WebAssembly: it reaches neither files nor the environment. */
async function runFilter(
  document: object,
  filter: string,
  fields: readonly string[] | undefined,
  limit: number,
): Promise<string> {
  const unknown = fields && unknownInFilter(filter, fields);
  if (fields !== undefined && unknown !== undefined) throw noSuchField('--jq', unknown, fields);
  const wrong = (why: string): AmberError =>
    new AmberError('USAGE', `--jq: ${why}`, { hint: 'the language: jqlang.org/manual' });
  const thread = new LimitedThread(programAt(JQ_PROGRAM, import.meta.url));
  try {
    const task: JqTask = { json: JSON.stringify(document), filter };
    const answer = (await thread.do(task, limit)).answer as JqAnswer | undefined;
    if (answer === undefined)
      throw wrong(`the filter takes more than ${formatDuration(limit)} of a processor, or too much memory`);
    if ('complaint' in answer) throw wrong(answer.complaint);
    return answer.text;
  } finally {
    await thread.end();
  }
}

/** `{{.items}}`, `{{range .items}}`: Mustache would take each for a name that is not there, and print nothing. */
const GO_TAG = /\{\{-?\s*(?:\.\w|(?:range|with|if)\s)[^}]*\}\}/;
const EXAMPLE = "for example: --template '{{#items}}{{id}} {{title}}\n{{/items}}'";

async function fillIn(document: object, template: string, fields: readonly string[] | undefined): Promise<string> {
  const wrong = (why: string, cause?: unknown): AmberError =>
    new AmberError('USAGE', `--template: ${why}`, { hint: EXAMPLE, cause });
  const [goTag] = GO_TAG.exec(template) ?? [];
  if (goTag !== undefined) throw wrong(`${goTag} is Go's syntax, and this is a Mustache template`);
  const { default: mustache } = await import('mustache');
  try {
    const unknown = fields && unknownInTemplate(mustache.parse(template) as TemplateToken[], fields);
    if (fields !== undefined && unknown !== undefined) {
      if (isKnownField(unknown, fields))
        throw wrong(`{{${unknown}}} belongs to each item: it goes between {{#items}} and {{/items}}`);
      throw noSuchField('--template', unknown, fields);
    }
    // Neither HTML nor a shell is written: nothing is escaped.
    return mustache.render(template, document, undefined, { escape: String });
  } catch (error) {
    throw isAmberError(error) ? error : wrong(messageOf(error), error);
  }
}

function valueAt(item: object, path: string): unknown {
  let value: unknown = item;
  for (const key of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
