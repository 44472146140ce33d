import { isObject } from '../../core/agui/events.ts';
import { AmberError, messageOf } from '../../core/errors.ts';

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

/** What a filter or a template makes of a list. @throws AmberError USAGE if it is wrong */
export async function shapeJson(items: readonly unknown[], { jq, template }: JsonShape): Promise<string> {
  if (jq !== undefined) return runFilter({ items }, jq);
  return template === undefined ? '' : fillIn({ items }, template);
}

/** The program jq itself, compiled to WebAssembly: it reaches neither files nor the environment. */
async function runFilter(document: object, filter: string): Promise<string> {
  const { raw } = await import('jq-wasm/inline');
  const wrong = (why: string, cause?: unknown): AmberError =>
    new AmberError('USAGE', `--jq: ${why}`, { hint: 'the language: jqlang.org/manual', cause });
  // It throws only where its memory was not enough.
  const { stdout, stderr, exitCode } = await raw(document, filter, ['-r']).catch((error: unknown) => {
    throw wrong('jq has given up: the filter may call itself without end', error);
  });
  if (exitCode !== 0) throw wrong(stderr.trim().replace(/^jq: /, ''));
  return stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`;
}

/** `{{.items}}`, `{{range .items}}`: Mustache would take each for a name that is not there, and print nothing. */
const GO_TAG = /\{\{-?\s*(?:\.\w|(?:range|with|if)\s)[^}]*\}\}/;

async function fillIn(document: object, template: string): Promise<string> {
  const wrong = (why: string, cause?: unknown): AmberError =>
    new AmberError('USAGE', `--template: ${why}`, {
      hint: "for example: --template '{{#items}}{{summary.id}} {{summary.title}}\n{{/items}}'",
      cause,
    });
  const [goTag] = GO_TAG.exec(template) ?? [];
  if (goTag !== undefined) throw wrong(`${goTag} is Go's syntax, and this is a Mustache template`);
  const { default: mustache } = await import('mustache');
  try {
    // Neither HTML nor a shell is written: nothing is escaped.
    return mustache.render(template, document, undefined, { escape: String });
  } catch (error) {
    throw wrong(messageOf(error), error);
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
