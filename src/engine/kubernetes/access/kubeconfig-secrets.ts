import { isObject, object, text } from '../../../core/agui/events.ts';
import { secretsOf } from '../../../core/secrets/from-environment.ts';

/** Anything shorter also occurs by chance. */
const MIN_LENGTH = 8;

/** The credentials of a kubeconfig's user, and the variables of its plugin: none of it may be shown anywhere. */
export function secretsOfUser(user: { readonly [field: string]: unknown }): readonly string[] {
  const own = ['token', 'password', 'client-key-data'].flatMap((field) => text(user, field) ?? []);
  const provider = object(object(user, 'auth-provider') ?? {}, 'config') ?? {};
  const variables = object(user, 'exec')?.env;
  const given = (Array.isArray(variables) ? variables.filter(isObject) : []).map(({ name, value }) => [name, value]);
  const byName = secretsOf(...[provider, Object.fromEntries(given)].map(textsOf));
  return [...own.filter(({ length }) => length >= MIN_LENGTH), ...byName];
}

function textsOf(json: { readonly [field: string]: unknown }): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
