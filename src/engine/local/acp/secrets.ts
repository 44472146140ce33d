import { givenSecrets, secretsOf } from '../../../core/secrets/from-environment.ts';
import { makeRedactor, type Redactor } from '../../../core/secrets/redact.ts';

type Env = { readonly [name: string]: string };

/** Takes secrets out of what an agent or git writes about itself: those of its environment, and all that the session was given. */
export function redactorOf(env: Env, given: Env = {}): Redactor {
  return makeRedactor([...secretsOf(env), ...givenSecrets(given)]);
}
