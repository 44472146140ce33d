import type { Env } from '../../core/env.ts';
import type { Confinement } from '../../core/session/confinement.ts';
import type { AgentSettings, Human } from '../../engine/local/acp/agent.ts';
import { inheritedEnv } from '../../engine/local/agents/environment.ts';
import type { Settings } from './settings.ts';

/** What the local engine's agents get: the user's environment less Amber's own, and the policy on permissions. */
export function agentSettings(env: Env, settings: Settings, human: Human | undefined): AgentSettings {
  return {
    env: inheritedEnv(env),
    commands: settings.agents ?? {},
    permissions: permissionsFor(settings, human !== undefined),
    confinement: confinementOf(settings),
    ...(human === undefined ? {} : { human }),
  };
}

/** What holds an agent in. */
export const confinementOf = ({ keyProxy }: Settings): Confinement => ({ keyProxy });

/** `ask` needs a person to ask: elsewhere it means what it would come to, and nothing that changes things is allowed. */
export function permissionsFor(
  { permissions }: Pick<Settings, 'permissions'>,
  someoneToAsk: boolean,
): AgentSettings['permissions'] {
  if (permissions === undefined || permissions === 'ask') return someoneToAsk ? 'ask' : 'read';
  return permissions;
}
