import { basename } from 'node:path';
import { isObject, text } from '../../../core/agui/events.ts';
import type { Env } from '../../../core/env.ts';
import { AmberError } from '../../../core/errors.ts';

/**
 * codex-acp 2.x reports a turn that failed (a dead or refusing API) as a message of the agent and `end_turn`: a success. Only
 * clients that declare its extension `sessionFailure`, made for another client but declared like any capability, are
 * sent the real failure. The declaration brings two things along: output in pieces has to be asked for, and suggestions
 * for a next prompt, which cost a request to the model, have to be turned off.
 */
export function codexExtras(argv: readonly [string, ...string[]]): {
  readonly clientMeta?: { readonly [key: string]: unknown };
  readonly env?: { readonly [name: string]: string };
} {
  if (!argv.slice(0, 2).some((word) => /^codex-acp(\.js|\.exe)?$/.test(basename(word)))) return {};
  return {
    clientMeta: {
      jetbrains: { air: { version: 1, capabilities: ['sessionFailure'] } },
      terminal_output_delta: true,
    },
    env: { CODEX_ACP_PROMPT_SUGGESTIONS: 'false' },
  };
}

/** The failure that the answer to a prompt carries beside its stop reason. */
export function sessionFailure(response: {
  readonly [field: string]: unknown;
}): { readonly category: string; readonly title: string } | undefined {
  let at: unknown = response._meta;
  for (const key of ['jetbrains', 'air', 'sessionFailure']) at = isObject(at) ? at[key] : undefined;
  if (!isObject(at) || at.severity !== 'error') return undefined;
  return { category: text(at, 'category') ?? '', title: text(at, 'title') ?? 'the turn failed' };
}

/** The name that codex gets for the provider of its model. */
const PROVIDER = 'amber';

/**
 * Codex has its API's address in a provider of its configuration: a further one, beside what `CODEX_CONFIG` says already.
 * @throws AmberError CONFIG if that is no JSON object
 */
export function pointCodex(address: string, keyVariable: string, env: Env): { readonly [name: string]: string } {
  const config = configIn(env.CODEX_CONFIG || '{}');
  const provider = {
    name: PROVIDER,
    base_url: address,
    wire_api: 'responses',
    env_key: keyVariable,
    requires_openai_auth: false,
  };
  const others = isObject(config.model_providers) ? config.model_providers : {};
  return {
    MODEL_PROVIDER: PROVIDER,
    CODEX_CONFIG: JSON.stringify({ ...config, model_providers: { ...others, [PROVIDER]: provider } }),
  };
}

function configIn(json: string): { readonly [field: string]: unknown } {
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch {}
  if (isObject(config)) return config;
  throw new AmberError('CONFIG', 'CODEX_CONFIG is no JSON object', { hint: `CODEX_CONFIG='{"model": "…"}'` });
}
