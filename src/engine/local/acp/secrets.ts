import { givenSecrets, secretsOf } from '../../../core/environment-secrets.ts';
import { makeRedactor, type Redactor } from '../../../core/redact.ts';

type Env = { readonly [name: string]: string };

/** Takes secrets out of what an agent or git writes about itself: those of its environment, and all that the session was given. */
export function redactorOf(env: Env, given: Env = {}): Redactor {
  return makeRedactor([...secretsOf(env), ...givenSecrets(given)]);
}
