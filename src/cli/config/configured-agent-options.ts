import { checkAgentOptions, isEmptyOptions, refuseOptions } from '../../core/session/agent-options.ts';
import type { AgentOptions } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Flags } from './resolve-config.ts';
import type { Settings } from './settings.ts';

/** What a new session's agent is set to, wherever it comes from: flags, variables, configuration. */
export function agentOptionsFrom({ effort, mode, model, option }: Settings): AgentOptions {
  return {
    ...(model !== undefined && { model }),
    ...(effort !== undefined && { effort }),
    ...(mode !== undefined && { mode }),
    ...(option !== undefined && { options: option }),
  };
}

/**
 * What a message changes: flags alone, since a session keeps what it was made with, whatever a configuration says by now.
 * @throws AmberError INVALID
 */
export function changedOptions(flags: Flags, settings: Settings): AgentOptions | undefined {
  const named = Object.fromEntries(
    NAMES.filter((name) => flags[name] !== undefined).map((name) => [name, settings[name]]),
  );
  const changed = agentOptionsFrom({ ...settings, ...NONE, ...named });
  checkAgentOptions(changed);
  return isEmptyOptions(changed) ? undefined : changed;
}

const NAMES = ['effort', 'mode', 'model', 'option'] as const;
const NONE = { effort: undefined, mode: undefined, model: undefined, option: undefined };

/** @throws AmberError INVALID, UNSUPPORTED for what has no place in a session of this engine */
export function checkOptionsFor(engine: Engine['name'], options: AgentOptions): void {
  checkAgentOptions(options);
  const { model: _ofAnyEngine, ...ofAgent } = options;
  if (engine === 'kubernetes') refuseOptions(ofAgent, 'with engine kubernetes');
}
