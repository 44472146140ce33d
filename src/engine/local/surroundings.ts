import { randomBytes } from 'node:crypto';
import { AmberError } from '../../core/errors.ts';
import { secretsOf } from '../../core/secrets/from-environment.ts';
import type { Confinement } from '../../core/session/confinement.ts';
import { DEMO, type RegisteredAgent, type ResolvedAgent } from './agents/registry.ts';
import { type KeyProxy, openKeyProxy } from './key-proxy/key-proxy.ts';
import { planKeys } from './key-proxy/plan.ts';

/** What an agent is started with, and what stands between it and the rest as long as it runs. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string };
  /** What a confinement that is `auto` does without, and why. */
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  /** Requests to the model's API so far; undefined where they are not counted. */
  modelRequests(): number | undefined;
  /** Idempotent; for when the agent has ended. */
  close(): Promise<void>;
}

/** What an agent would be started with if nothing held it in. */
export interface Bare {
  readonly agent: ResolvedAgent;
  readonly known: RegisteredAgent | undefined;
  readonly env: { readonly [name: string]: string };
}

/**
 * Holds an agent in, before it is started.
 * @throws AmberError UNSUPPORTED if something is `on` and can't be had, CONFIG
 */
export async function surround(bare: Bare, { keyProxy: mode }: Confinement): Promise<Surroundings> {
  const notes: { code: string; message: string }[] = [];
  const { env, keyProxy } = await keepKeys(bare, mode, (why) => {
    notes.push({ code: 'KEY_PROXY', message: `the agent has its key itself: ${why}` });
  });
  return {
    env,
    notes,
    modelRequests: () => keyProxy?.requests,
    close: async () => keyProxy?.close(),
  };
}

/** The built-in agent has no model and no key. */
async function keepKeys(
  { agent, known, env }: Bare,
  mode: Confinement['keyProxy'],
  without: (why: string) => void,
): Promise<{ readonly env: Bare['env']; readonly keyProxy?: KeyProxy }> {
  if (mode === 'off' || agent.name === DEMO) return { env };
  const plan = planKeys({ name: agent.name, known }, env, () => `amber-${randomBytes(32).toString('hex')}`);
  if ('why' in plan) {
    if (mode === 'on')
      throw new AmberError('UNSUPPORTED', `the key proxy is on, but ${plan.why}`, {
        hint: 'set the key in the environment, or let the agent have it: --key-proxy=auto',
      });
    // An agent that has been given no key needs no word about it.
    const given = Object.fromEntries((known?.credentials ?? []).map((name) => [name, env[name]]));
    if (secretsOf(given).length > 0) without(plan.why);
    return { env };
  }
  const keyProxy = await openKeyProxy(plan, { env });
  return { env: plan.env(keyProxy.address), keyProxy };
}
