import { AmberError } from '../../core/errors.ts';
import { SUMMARY_FIELDS } from '../../core/list/session-summary.ts';

/** Fields whose own fields are known, too. */
const BELOW: { readonly [field: string]: readonly string[] } = { summary: SUMMARY_FIELDS, cost: ['usd'] };
/** Fields that hold objects: a section of one looks names up in it first. */
const OBJECTS = ['summary', 'cost', 'metadata', 'spec', 'status'];

/** True for a field of an item, or a path below one, as far as its fields are known. */
export function isKnownField(path: string, fields: readonly string[]): boolean {
  const [first = '', second] = path.split('.');
  const below = BELOW[first];
  return (
    fields.includes(path) || (fields.includes(first) && (second === undefined || (below?.includes(second) ?? true)))
  );
}

/** The error for a name that no item has. */
export function noSuchField(flag: string, name: string, fields: readonly string[]): AmberError {
  return new AmberError(
    'USAGE',
    `${flag} knows no field "${name}" of an item: there are ${fields.join(', ')}, and paths below them (metadata.name)`,
  );
}

/** A template as Mustache parses it: kind, name, where it is, and what is in a section. */
export type TemplateToken = readonly [
  kind: string,
  name: string,
  start: number,
  end: number,
  inside?: unknown,
  ...rest: unknown[],
];

/** The first name in a template for `{items: […]}` that no item has; within sections of objects any name may be there. */
export function unknownInTemplate(
  tokens: readonly TemplateToken[],
  fields: readonly string[],
  inItem = false,
): string | undefined {
  for (const [kind, name, , , inside] of tokens) {
    if (kind === 'text' || kind === '!' || kind === '=' || name === '.') continue;
    if (name !== 'items' && !name.startsWith('items.') && !(inItem && isKnownField(name, fields))) return name;
    if (!Array.isArray(inside) || OBJECTS.includes(name) || name.includes('.')) continue;
    const unknown = unknownInTemplate(inside as TemplateToken[], fields, inItem || name === 'items');
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}

/** Where a filter takes the items of `{items: […]}`, one by one. */
const EACH_ITEM =
  /\.items\s*(?:(?:\|\s*\.)?\[[^\]]*\]\s*\??\s*(?:\|\s*)?|\|\s*(?:map|sort_by|group_by|unique_by|min_by|max_by)\s*\(\s*)/g;
/** What may stand in a filter while its input is still the item. */
const PART =
  /\s+|"(?:[^"\\]|\\[^(])*"|\.(?<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\??\[[^\]]*\])*\??|(?<open>select\s*\(|[([{])|(?<close>[)\]}])|(?<pipe>\|)|\w+\s*:|(?:and|or|not|if|then|else|elif|end|null|true|false|length|\d+)\b|(?<short>[A-Za-z_]\w*)(?=\s*[,}])|\/\/|[=!<>]=?|[-+*/%,]/y;

/**
 * The first field that a jq filter asks an item for and that no item has. It looks as far as the filter's input surely is an item: what a filter
 * makes by itself may have any name.
 */
export function unknownInFilter(filter: string, fields: readonly string[]): string | undefined {
  for (const { 0: start, index } of filter.matchAll(EACH_ITEM)) {
    const from = index + start.length;
    const open: string[] = [];
    let isSelected = false;
    PART.lastIndex = from;
    for (let part = PART.exec(filter); part !== null; part = PART.exec(filter)) {
      const { path, open: opened, close, pipe, short } = part.groups ?? {};
      // A field of what was just made.
      if (path !== undefined && part.index > from && /[\w)\]}?"]/.test(filter[part.index - 1] ?? '')) break;
      const asked = path ?? (open.at(-1) === '{' ? short : undefined);
      if (asked !== undefined && !isKnownField(asked, fields)) return asked;
      if (pipe !== undefined ? !isSelected : close !== undefined && open.length === 0) break;
      if (opened !== undefined) open.push(opened);
      // Behind a selection the input is the item again; behind anything else it is not.
      if (close !== undefined) isSelected = open.pop()?.startsWith('select') === true;
      else if (part[0].trim() !== '' && pipe === undefined) isSelected = false;
    }
  }
  return undefined;
}
