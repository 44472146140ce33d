import type { InitializeResponse } from '@agentclientprotocol/sdk';
import { REGISTRY } from '../agents.ts';
import { cut } from './content.ts';

/** ACP's error code for "authentication required". */
export const AUTH_REQUIRED = -32_000;

/** Longest list of an agent's own ways to log in, in UTF-16 units. */
const MAX_OFFERED = 1_000;

/** What a person has to do so that the agent is logged in. */
export function loginHint(agent: string, methods: InitializeResponse['authMethods']): string {
  const known = REGISTRY[agent]?.login;
  if (known !== undefined) return known;
  const offered = (methods ?? []).map(({ name, description }) => (description ? `${name} (${description})` : name));
  return offered.length > 0
    ? `log in to the agent by its own means: ${cut(offered.join('; '), MAX_OFFERED)}`
    : 'log in to the agent by its own means';
}

/**
 * The method by which an agent can be told to use a credential that is in its environment, if it offers that. Other
 * methods want a browser or a terminal, and are never begun behind a person's back.
 */
export function silentLogin(
  agent: string,
  methods: InitializeResponse['authMethods'],
  env: { readonly [name: string]: string },
): string | undefined {
  const offered = new Set((methods ?? []).map(({ id }) => id));
  for (const [variable, method] of Object.entries(REGISTRY[agent]?.methods ?? {}))
    if (env[variable] && offered.has(method)) return method;
  return undefined;
}
