import type { InitializeResponse } from '@agentclientprotocol/sdk';
import type { Env } from '../../../core/env.ts';
import { cut } from '../acp/tools/tool-result-text.ts';
import { findCommand } from './find-command.ts';
import type { RegisteredAgent } from './known-agents.ts';

/** ACP's error code for "authentication required". */
export const AUTH_REQUIRED = -32_000;

/**
 * How agents, and the APIs behind them, say the same where it comes below another code: as an internal error's details,
 * for example.
 */
const SAID =
  /\bauth(?:entication)?[ _](?:is )?required\b|\bauthentication_error\b|\bnot (?:logged|signed) in\b|\bplease (?:run|use|type)\b.{0,30}\blog ?in\b|\bplease (?:log|sign) in\b|\binvalid[ _](?:x-)?api[ _-]key\b|\btoken (?:has |is )?expired\b|\b401 unauthorized\b/i;
/** So much of an error is looked at, in UTF-16 units. */
const MAX_SAID = 10_000;

/** True where an agent's error says that it is not logged in. `said`: its message and details. */
export function wantsLogin(code: number, said: string): boolean {
  return code === AUTH_REQUIRED || SAID.test(said.slice(0, MAX_SAID));
}

/** Longest list of an agent's own ways to log in, in UTF-16 units. */
const MAX_OFFERED = 1_000;

/** What a person has to install and type, or to set, so that the agent is logged in. */
export function loginHint(
  agent: RegisteredAgent | undefined,
  methods: InitializeResponse['authMethods'],
  env: Env,
): string {
  if (agent !== undefined) {
    const { command, install, type, variable } = agent.login;
    const typed = findCommand(command, env) === undefined ? `${install}, then ${type}` : type;
    return variable === undefined ? typed : `${typed}, or set ${variable}`;
  }
  const offered = (methods ?? []).map(({ name, description }) => (description ? `${name} (${description})` : name));
  return offered.length > 0
    ? `log in to the agent by its own means: ${cut(offered.join('; '), MAX_OFFERED)}`
    : 'log in to the agent by its own means';
}

/**
 * The method that makes an agent use a credential that is in its environment, if it offers that. Other
 * methods want a browser or a terminal, and are never begun behind a person's back.
 */
export function silentLogin(
  agent: RegisteredAgent | undefined,
  methods: InitializeResponse['authMethods'],
  env: Env,
): string | undefined {
  const offered = new Set((methods ?? []).map(({ id }) => id));
  return Object.entries(agent?.methods ?? {})
    .flatMap(([variable, taking]) => (env[variable] ? taking : []))
    .find((method) => offered.has(method));
}
