import type { Env } from '../../core/env.ts';
import { isOfTheMachine, pick } from '../../engine/local/agents/inherited-environment.ts';
import { credentialVariables, resolveAgent } from '../../engine/local/agents/known-agents.ts';

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

/**
 * For an agent whose work Amber brings to GitHub: git and gh find no credentials and no login there, and ask nobody. GitHub's
 * own tokens go to no agent then, also where one would take them for its model; such a one has a variable of its own.
 */
export function withoutGitHub(env: { readonly [name: string]: string }): { readonly [name: string]: string } {
  return {
    ...pick(env, (name) => name !== 'GITHUB_TOKEN' && name !== 'GH_TOKEN'),
    GIT_TERMINAL_PROMPT: '0',
    // Helpers, headers and addresses with a password stand in the user's and in the system's configuration.
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GH_CONFIG_DIR: '/dev/null',
    GH_PROMPT_DISABLED: '1',
  };
}

/** The agent that the engine would choose; "" if there is none, which is for the engine to say. */
function firstOnPath(env: Env): string {
  try {
    return resolveAgent(undefined, env, {}).name;
  } catch {
    return '';
  }
}
