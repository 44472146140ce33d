import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});

/** A route of GitHub's, and the values of the places in its path. */
export interface Match {
  /** `get /repos/{owner}/{repo}/…` */
  readonly route: string;
  readonly params: { readonly [name: string]: string };
}

const document = JSON.parse(
  readFileSync(new URL('../../fixtures/github/openapi.json', import.meta.url), 'utf8'),
) as Json;
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'github', ...object(withNull(document)) });
const compiled = new Map<string, ValidateFunction>();

const routes = Object.entries(object(document.paths)).flatMap(([path, methods]) =>
  Object.keys(object(methods)).map((method) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const pattern = path.replace(/\{(\w+)\}/g, (_all, name: string) => (name === 'path' ? '(.+)' : '([^/]+)'));
    return { route: `${method} ${path}`, method, names, pattern: new RegExp(`^${pattern}$`) };
  }),
);

/** The route of a request; undefined if Amber is not known to use it. */
export function matchRoute(method: string, path: string): Match | undefined {
  for (const { route, method: own, names, pattern } of routes) {
    const found = own === method.toLowerCase() ? pattern.exec(path) : null;
    if (found === null) continue;
    const values = found.slice(1).map((value) => decodeURIComponent(value));
    return { route, params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])) };
  }
  return undefined;
}

/** What is wrong with a request, by GitHub's own description and beyond: properties that it does not know. */
export function requestFaults(match: Match, query: URLSearchParams, body: unknown): string[] {
  const operation = operationOf(match.route);
  const parameters = (Array.isArray(operation.parameters) ? operation.parameters : []).map(deref);
  const queries = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => String(name));
  const pathFaults = parameters
    .filter((parameter) => parameter.in === 'path' && object(parameter.schema).type === 'integer')
    .filter(({ name }) => !/^\d+$/.test(match.params[String(name)] ?? ''))
    .map(({ name }) => `${name} is no integer`);
  const odd = [...query.keys()].filter((name) => !queries.includes(name)).map((name) => `query: unknown ${name}`);
  const content = object(object(deref(operation.requestBody).content)['application/json']);
  if (content.schema === undefined)
    return [...pathFaults, ...odd, ...(body === undefined ? [] : ['a body, and none is due'])];
  const known = propertiesOf(content.schema);
  const extra = Object.keys(object(body)).filter((name) => !known.has(name));
  return [
    ...pathFaults,
    ...odd,
    ...extra.map((name) => `body: unknown ${name}`),
    ...schemaFaults(['paths', pathOf(match.route), methodOf(match.route), 'requestBody', ...CONTENT], body ?? {}),
  ];
}

/** What is wrong with an answer. */
export function responseFaults(match: Match, status: number, body: unknown): string[] {
  const responses = object(operationOf(match.route).responses);
  const response = responses[String(status)];
  // 401, 429 and 5xx come from any route and are described for none.
  if (response === undefined) return status < 400 ? [`no answer ${status} is described`] : [];
  const named = /^#\/(.*)$/.exec(String(object(response).$ref ?? ''))?.[1]?.split('/');
  const at = named ?? ['paths', pathOf(match.route), methodOf(match.route), 'responses', String(status)];
  if (object(object(deref(response).content)['application/json']).schema === undefined) return [];
  return schemaFaults([...at, ...CONTENT], body);
}

/** The smallest answer that the description allows, with these values in it. */
export function fill(match: Match, status: number, values: unknown): unknown {
  const response = deref(object(operationOf(match.route).responses)[String(status)]);
  return over(sample(object(object(response.content)['application/json']).schema), values);
}

const CONTENT = ['content', 'application/json', 'schema'];
const pathOf = (route: string): string => route.slice(route.indexOf(' ') + 1);
const methodOf = (route: string): string => route.slice(0, route.indexOf(' '));
const operationOf = (route: string): Json => object(object(object(document.paths)[pathOf(route)])[methodOf(route)]);

function schemaFaults(path: readonly string[], value: unknown): string[] {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `github#/${pointer}` });
  compiled.set(pointer, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}

function deref(value: unknown): Json {
  const { $ref } = object(value);
  if (typeof $ref !== 'string') return object(value);
  return deref(
    $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((inner, key) => object(inner)[key], document),
  );
}

function propertiesOf(schema: unknown): Set<string> {
  const { properties, oneOf, anyOf, allOf } = deref(schema);
  const inner = [oneOf, anyOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return new Set([...Object.keys(object(properties)), ...inner.flatMap((one) => [...propertiesOf(one)])]);
}

/** OpenAPI 3.0 says `nullable`; JSON Schema has a type for that. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNull(item)]));
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

const SAMPLES: { readonly [format: string]: string } = {
  uri: 'https://github.com/',
  'date-time': '2026-11-22T12:00:00Z',
  email: 'nobody@example.com',
};

function sample(reference: unknown): unknown {
  const schema = deref(reference);
  if (schema.nullable === true) return null;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.allOf)) return schema.allOf.map(sample).reduce(over);
  const [choice] = [schema.oneOf, schema.anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
  if (choice !== undefined) return sample(choice);
  switch (schema.type) {
    case 'object': {
      const required = Array.isArray(schema.required) ? schema.required : [];
      return Object.fromEntries(required.map((name) => [name, sample(object(schema.properties)[name])]));
    }
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return Number(schema.minimum ?? 1);
    case 'boolean':
      return false;
    case 'string':
      return SAMPLES[String(schema.format)] ?? 'text';
    default:
      return null;
  }
}

/** The second over the first, deep. */
function over(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above === undefined ? below : above;
  const names = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...names].map((name) => [name, over(below[name], above[name])]));
}
