import { type Fields, isObject } from '../../../core/agui/events.ts';
import { isProgramming, languagesOf } from './languages.ts';
import type { Findings } from './report.ts';

/** A schema that refers to itself has no end. */
const MAX_DEPTH = 12;
const MAX_ITEMS = 20;

/**
 * What was found, in the form of a schema, as far as the names and types in it say what is wanted. No model reads the schema: what it means
 * by a pattern or a condition stays unknown.
 */
export function structuredAnswer(schema: unknown, findings: Findings): string {
  return JSON.stringify(new Form(schema, factsOf(findings)).fill(schema, '', 0), null, 2);
}

/** By what a property may be called, in small letters and nothing else. The first that has the type that is wanted counts. */
type Facts = readonly { readonly name: RegExp; readonly value: string | number | readonly string[] }[];

function factsOf({ branch, directory, found, introduction, survey }: Findings): Facts {
  const languages = languagesOf(survey).map(({ language }) => language);
  const main = languages.find(isProgramming) ?? languages[0] ?? 'none';
  const name = introduction.name ?? directory.split(/[\\/]/).at(-1) ?? directory;
  const summary = introduction.summary ?? `A project of ${survey.files.length} files, most of them ${main}.`;
  return [
    { name: /todo|fixme|issue|problem|finding/, value: found.todoCount },
    { name: /todo|fixme|issue|problem|finding/, value: found.todos.map(({ text }) => text.trim()) },
    { name: /languages|stack/, value: languages },
    { name: /language/, value: main },
    { name: /branch/, value: branch ?? 'none' },
    { name: /command|script/, value: introduction.commands.map((command) => command.name) },
    { name: /lines/, value: found.lines },
    { name: /match/, value: found.matches.map(({ path }) => path) },
    { name: /file|path|count|total|number/, value: survey.files.length },
    { name: /file|path/, value: survey.files.map(({ path }) => path) },
    { name: /title|project|name$/, value: name },
    { name: /./, value: summary },
  ];
}

class Form {
  readonly #root: unknown;
  readonly #facts: Facts;

  constructor(root: unknown, facts: Facts) {
    this.#root = root;
    this.#facts = facts;
  }

  fill(given: unknown, name: string, depth: number): unknown {
    const schema = this.#whole(given, 0);
    if (schema.const !== undefined) return schema.const;
    if (Array.isArray(schema.enum)) return schema.enum[0];
    const one = first(schema.anyOf) ?? first(schema.oneOf);
    if (one !== undefined)
      return this.fill({ ...schema, anyOf: undefined, oneOf: undefined, ...this.#whole(one, 0) }, name, depth);
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#array(schema, name, depth);
      case 'number':
      case 'integer':
        return within(schema, this.#fact(name, (value) => typeof value === 'number') ?? 0);
      case 'boolean':
        return false;
      case 'null':
        return null;
      default:
        return textFor(schema, this.#fact(name, (value) => typeof value === 'string') ?? '');
    }
  }

  #object(schema: Fields, depth: number): object {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
    const names = new Set([...required.map(String), ...(depth < MAX_DEPTH / 2 ? Object.keys(properties) : [])]);
    if (depth > MAX_DEPTH) return {};
    return Object.fromEntries([...names].map((name) => [name, this.fill(properties[name], name, depth + 1)]));
  }

  #array(schema: Fields, name: string, depth: number): readonly unknown[] {
    const most = Math.min(numberOf(schema.maxItems) ?? MAX_ITEMS, MAX_ITEMS);
    const items = this.#whole(schema.items, 0);
    const known = this.#fact(name, Array.isArray);
    const isPlain = items.enum === undefined && items.const === undefined && typeOf(items) === 'string';
    const texts =
      Array.isArray(known) && isPlain ? known.slice(0, most).map((text) => textFor(items, String(text))) : [];
    const missing = Math.max(0, Math.min(numberOf(schema.minItems) ?? 0, MAX_ITEMS) - texts.length);
    return [...texts, ...Array.from({ length: missing }, () => this.fill(items, name, depth + 1))];
  }

  #fact<T>(property: string, is: (value: unknown) => value is T): T | undefined;
  #fact(property: string, is: (value: unknown) => boolean): string | number | readonly string[] | undefined;
  #fact(property: string, is: (value: unknown) => boolean): unknown {
    const wanted = property.toLowerCase().replace(/[^a-z]/g, '') || 'value';
    return this.#facts.find(({ name, value }) => name.test(wanted) && is(value))?.value;
  }

  /** With what it refers to, and all of its `allOf`. */
  #whole(given: unknown, depth: number): Fields {
    if (!isObject(given) || depth > MAX_DEPTH) return {};
    const { $ref, allOf, ...own } = given;
    const others = [...(typeof $ref === 'string' ? [this.#at($ref)] : []), ...(Array.isArray(allOf) ? allOf : [])];
    return Object.assign({}, ...others.map((other) => this.#whole(other, depth + 1)), own) as Fields;
  }

  /** What `#/…` names. */
  #at(reference: string): unknown {
    const steps = reference.startsWith('#') ? reference.slice(1).split('/').slice(1) : [];
    return steps.reduce<unknown>(
      (place, step) =>
        isObject(place) ? place[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined,
      this.#root,
    );
  }
}

function typeOf({ type, properties, items }: Fields): unknown {
  if (type !== undefined) return Array.isArray(type) ? type[0] : type;
  return isObject(properties) ? 'object' : isObject(items) ? 'array' : 'string';
}

function first(schemas: unknown): unknown {
  return Array.isArray(schemas) ? schemas[0] : undefined;
}

function within({ minimum, maximum }: Fields, value: number): number {
  return Math.min(Math.max(value, numberOf(minimum) ?? value), numberOf(maximum) ?? Number.POSITIVE_INFINITY);
}

function textFor({ format, maxLength, minLength }: Fields, text: string): string {
  if (format === 'date-time') return new Date().toISOString();
  if (format === 'date') return new Date().toISOString().slice(0, 10);
  return text.padEnd(Math.min(numberOf(minLength) ?? 0, 1_000), '.').slice(0, numberOf(maxLength));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
