import { makeRedactor, type Redactor } from '../../../core/redact.ts';

/** Names of variables whose values are secrets. */
const SECRET_NAME = /(key|token|secret|passwo?r?d|passphrase|credential|auth)s?$/i;

/** Takes the secrets of an environment, and what else looks like one, out of what an agent writes about itself. */
export function redactorOf(env: { readonly [name: string]: string }): Redactor {
  return makeRedactor(Object.entries(env).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : [])));
}
