import { isObject } from '../../../../core/agui/events.ts';
import type { AgentOptions } from '../../../../core/session/session.ts';
import { type OfferedOption, withConfigOptions, withCurrent } from './agent-offers.ts';
import { type Choice, choose, notAmongValues, wantedOptions } from './choose-option.ts';

/** A session of an agent, for setting its options. */
export interface OptionedSession {
  /** As messages call the agent. */
  readonly agent: string;
  readonly sessionId: string;
  /** What is offered, by the last word of the agent. */
  offered: readonly OfferedOption[];
  /** One request with a time limit. Rejects with what the agent answers, or AmberError AGENT */
  ask(method: string, params: object): Promise<{ readonly [field: string]: unknown }>;
  /** What the agent's refusal comes to, in words; undefined for an error of another kind. */
  refusal(error: unknown): string | undefined;
  /** For what is no reason not to run. */
  warn(code: string, message: string): void;
}

/**
 * Sets what is asked for, one after the other. A model that is asked of an agent without a choice of models is said in a
 * warning: a configured one is meant for every agent. Anything else that can't be had is refused, before any prompt.
 * @throws AmberError INVALID that lists what there is, AGENT
 */
export async function setOptions(session: OptionedSession, options: AgentOptions): Promise<void> {
  for (const wanted of wantedOptions(options)) {
    if (wanted.what === 'model' && wanted.find(session.offered) === undefined) {
      session.warn('MODEL', `the agent offers no choice of model; "${wanted.value}" is ignored`);
      continue;
    }
    const choice = choose(session.offered, wanted, session.agent);
    if (choice.isSet) continue;
    try {
      await set(session, choice);
    } catch (error) {
      const refusal = session.refusal(error);
      if (refusal === undefined) throw error;
      throw notAmongValues(choice.option, wanted, session.agent, `: ${refusal}`);
    }
  }
}

async function set(session: OptionedSession, { option, value }: Choice): Promise<void> {
  const { sessionId } = session;
  switch (option.by) {
    case 'mode':
      await session.ask('session/set_mode', { sessionId, modeId: value });
      break;
    case 'model':
      await session.ask('session/set_model', { sessionId, modelId: value });
      break;
    case 'switch': {
      const params = { sessionId, configId: option.id, type: 'boolean', value: value === 'true' };
      return took(session, await session.ask('session/set_config_option', params), option.id, value);
    }
    case 'config-option': {
      const params = { sessionId, configId: option.id, value };
      return took(session, await session.ask('session/set_config_option', params), option.id, value);
    }
  }
  session.offered = withCurrent(session.offered, option.id, value);
}

/** The answer has all options anew: one may change what another offers. */
function took(
  session: OptionedSession,
  answer: { readonly [field: string]: unknown },
  id: string,
  value: string,
): void {
  const isWhole = Array.isArray(answer.configOptions) && answer.configOptions.some(isObject);
  session.offered = isWhole ? withConfigOptions(session.offered, answer) : withCurrent(session.offered, id, value);
}
