import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonValue } from '../../core/json/json-value.ts';
import { jsonIn, readJson } from '../../core/structured-output/read-json.ts';

/** What is asked of the thread. `schema`: its JSON text. */
export type CheckTask =
  | { readonly kind: 'schema'; readonly schema: string }
  | { readonly kind: 'answer'; readonly schema: string; readonly message: string };

/** `json`: the value in the answer, where nothing is wrong with it. */
export interface CheckResult {
  readonly complaints: readonly string[];
  readonly json?: string;
}

/** More of them help nobody. */
const MAX_COMPLAINTS = 10;
const MAX_COMPLAINT = 300;

/**
 * Checks a schema, or an answer by one. Schema and answer may be foreign: a pattern in a schema can take for ever, so
 * that this belongs into a thread that can be ended. Never throws for what they hold.
 */
export function check(task: CheckTask): CheckResult {
  const schema = readJson(task.schema);
  if ('complaint' in schema) return { complaints: [schema.complaint] };
  const compiled = compile(schema.value);
  if (typeof compiled === 'string') return { complaints: [compiled] };
  if (task.kind === 'schema') return { complaints: [] };
  const answer = jsonIn(task.message);
  if ('complaint' in answer) return { complaints: [answer.complaint] };
  if (compiled(answer.value)) return { complaints: [], json: JSON.stringify(answer.value) };
  return { complaints: complaintsOf(compiled.errors ?? []) };
}

const OPTIONS: Options = {
  allErrors: true,
  // What a schema of other tools adds (`x-…`, `markdownDescription`) is no fault, nor a format that is not known here.
  strict: false,
  logger: false,
  // Else an object would have every property that all objects inherit: "constructor", "toString" …
  ownProperties: true,
};

/** Returns what is wrong with a schema that is none. */
function compile(schema: JsonValue): ValidateFunction | string {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema)))
    return 'it is not a JSON Schema: one is an object, or true or false';
  // ajv would leave out what a schema says of such a property.
  if (namesProto(schema)) return 'it names a property "__proto__", which can’t be checked';
  const draft = draftOf(schema);
  if (draft === undefined)
    return 'its $schema is neither draft 2020-12 (https://json-schema.org/draft/2020-12/schema) nor draft-07 (http://json-schema.org/draft-07/schema#)';
  // A schema may have the id of one that ajv knows; without an id `{"$ref": "#"}` is found only in one that was added.
  const options = { ...OPTIONS, addUsedSchema: typeof schema === 'boolean' || !('$id' in schema) };
  const ajv = draft === '2020-12' ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  try {
    const compiled = ajv.compile(schema);
    return '$async' in compiled ? '$async is no keyword of JSON Schema' : compiled;
  } catch (error) {
    return faultOf(error);
  }
}

function namesProto(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(namesProto);
}

/** 2020-12 if the schema names none; undefined if it names another one. */
function draftOf(schema: JsonValue): '2020-12' | 'draft-07' | undefined {
  if (typeof schema !== 'object' || schema === null || !('$schema' in schema)) return '2020-12';
  const address = String(schema.$schema)
    .replace(/^https?:\/\//, '')
    .replace(/#$/, '');
  if (address === 'json-schema.org/draft/2020-12/schema') return '2020-12';
  return address === 'json-schema.org/draft-07/schema' ? 'draft-07' : undefined;
}

function faultOf(error: unknown): string {
  const { message } = error as Error;
  const missing = /can't resolve reference (\S+)/.exec(message)?.[1];
  if (missing !== undefined)
    return `$ref ${missing} leads nowhere within the schema: nothing is fetched; what it names belongs into $defs`;
  if (error instanceof RangeError) return 'it is nested too deeply';
  return short(message);
}

function complaintsOf(errors: readonly ErrorObject[]): readonly string[] {
  const all = [...new Set(errors.map(complaintOf))];
  const more = all.length - MAX_COMPLAINTS;
  return more > 0 ? [...all.slice(0, MAX_COMPLAINTS), `and ${more} more`] : all;
}

/** ajv's own words, after the place in the answer, with the value that they leave out. */
function complaintOf({ instancePath, keyword, message = keyword, params }: ErrorObject): string {
  const place = instancePath === '' ? 'the value' : instancePath;
  const named: unknown =
    params.additionalProperty ?? params.unevaluatedProperty ?? params.allowedValues ?? params.allowedValue;
  return short(`${place} ${message}${named === undefined ? '' : `: ${JSON.stringify(named)}`}`);
}

const short = (text: string): string => (text.length > MAX_COMPLAINT ? `${text.slice(0, MAX_COMPLAINT - 1)}…` : text);
