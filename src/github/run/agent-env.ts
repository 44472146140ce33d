import type { Env } from '../../core/env.ts';
import { isOfTheMachine, pick } from '../../engine/local/agents/environment.ts';
import { credentialVariables, resolveAgent } from '../../engine/local/agents/registry.ts';

/**
 * What an agent gets of the job's environment (docs/architecture.md, `local`): what every program needs, its own credentials, and
 * the variable by which the runner finds at the job's end what is left of the job. The job's tokens, the step's inputs
 * and the runner's command files are in there too, and none of an agent's business.
 */
export function agentEnv(env: Env, agent: string | undefined): { readonly [name: string]: string } {
  const credentials = new Set(credentialVariables(agent ?? firstOnPath(env)));
  const isPassedOn = (name: string): boolean =>
    isOfTheMachine(name) || name === 'RUNNER_TRACKING_ID' || credentials.has(name);
  // A secret that is missing is an empty text.
  return pick(env, (name) => env[name] !== '' && isPassedOn(name));
}

/** The agent that the engine would choose; "" if there is none, which is for the engine to say. */
function firstOnPath(env: Env): string {
  try {
    return resolveAgent(undefined, env, {}).name;
  } catch {
    return '';
  }
}
