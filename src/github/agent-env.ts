import { credentialVariables, resolveAgent } from '../engine/local/agents.ts';

type Env = { readonly [name: string]: string | undefined };

const KEPT = /^(?:PATH|HOME|TMPDIR|LANG|LANGUAGE|LC_[A-Z]+)$/;

/**
 * What an agent gets of the job's environment (design.md, `local`): PATH, HOME, locale, TMPDIR and its own credentials.
 * The job's tokens, the step's inputs and the runner's command files are in there too, and none of an agent's business.
 */
export function agentEnv(env: Env, agent: string | undefined): { readonly [name: string]: string } {
  const credentials = new Set(credentialVariables(agent ?? firstOnPath(env)));
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && value !== '' && (KEPT.test(name) || credentials.has(name)) ? [[name, value] as const] : [],
    ),
  );
}

/** The agent that the engine would choose; "" if there is none, which is for the engine to say. */
function firstOnPath(env: Env): string {
  try {
    return resolveAgent(undefined, env, {}).name;
  } catch {
    return '';
  }
}
