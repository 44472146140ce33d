import { randomBytes } from 'node:crypto';
import { AmberError } from '../../core/errors.ts';
import { secretsOf } from '../../core/secrets/from-environment.ts';
import type { Confinement, ConfinementMode } from '../../core/session/confinement.ts';
import { isOfTheMachine, pick } from './agents/inherited-environment.ts';
import { DEMO, type RegisteredAgent, type ResolvedAgent } from './agents/known-agents.ts';
import { type KeyProxy, openKeyProxy } from './key-proxy/key-proxy.ts';
import { planKeys } from './key-proxy/plan-keys.ts';
import type { Srt } from './sandbox/find-srt.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** What an agent is started with, and what stands between it and the rest as long as it runs. */
export interface ConfinedStart {
  readonly argv: readonly [string, ...string[]];
  readonly env: { readonly [name: string]: string };
  /** What a confinement that is `auto` does without, and why. */
  readonly notes: readonly Note[];
  /** Present for an agent in a sandbox: what it is refused there. */
  readonly refusals?: Sandbox['refusals'];
  /** Requests to the model's API so far; undefined where they are not counted. */
  modelRequests(): number | undefined;
  /** Idempotent; for when the agent has ended. */
  close(): Promise<void>;
}

interface Note {
  readonly code: string;
  readonly message: string;
}

/** What an agent would be started with if nothing held it in. */
export interface UnconfinedStart {
  readonly agent: ResolvedAgent;
  readonly known: RegisteredAgent | undefined;
  readonly env: { readonly [name: string]: string };
  readonly cwd: string;
  /** What it must not read in a sandbox, beside other people's keys. */
  readonly offLimits: readonly string[];
}

/** On macOS a sandbox shuts off the loopback; on Linux it has one of its own, and reaches this address through its proxy. */
const FROM_A_SANDBOX = '127.0.0.2';

/**
 * Holds an agent in, before it is started.
 * @throws AmberError UNSUPPORTED if something is `on` and can't be had, CONFIG
 */
export async function confineAgent(bare: UnconfinedStart, confinement: Confinement): Promise<ConfinedStart> {
  const notes: Note[] = [];
  const srt = await sandboxFor(bare, confinement.sandbox, notes);
  const { env, keyProxy } = await keepKeys(bare, confinement.keyProxy, srt !== undefined, notes);
  let sandbox: Sandbox | undefined;
  try {
    sandbox = srt && (await openIt(srt, { ...bare, env }, confinement, keyProxy));
  } catch (error) {
    await keyProxy?.close();
    throw error;
  }
  return {
    argv: sandbox?.argv ?? bare.agent.argv,
    env,
    notes,
    ...(sandbox && { refusals: sandbox.refusals }),
    modelRequests: () => keyProxy?.requests,
    close: async () => {
      sandbox?.close();
      await keyProxy?.close();
    },
  };
}

async function sandboxFor({ env }: UnconfinedStart, mode: ConfinementMode, notes: Note[]): Promise<Srt | undefined> {
  if (mode === 'off') return undefined;
  const { usableSrt } = await import('./sandbox/sandbox.ts');
  // What only tries it needs no keys.
  const found = await usableSrt(pick(env, isOfTheMachine));
  if (!('why' in found)) return found;
  const { why, hint } = found;
  if (mode === 'on') throw new AmberError('UNSUPPORTED', `the sandbox is on, but ${why}`, { hint });
  notes.push({ code: 'SANDBOX', message: `the agent runs without a sandbox: ${why} (${hint})` });
  return undefined;
}

async function openIt(
  srt: Srt,
  { agent, cwd, env, known, offLimits }: UnconfinedStart,
  { domains, registries }: Confinement,
  keyProxy: KeyProxy | undefined,
): Promise<Sandbox> {
  const [{ openSandbox }, { hostsOf }] = await Promise.all([
    import('./sandbox/sandbox.ts'),
    import('./sandbox/policy.ts'),
  ]);
  // Behind the key proxy the model's own hosts are of no use without a key from elsewhere.
  const model = keyProxy === undefined ? modelHosts(known, env) : [keyProxy.address.host];
  return openSandbox(srt, {
    ...{ argv: agent.argv, cwd, env, known, offLimits, registries },
    domains: [...model, ...hostsOf(registries), ...domains],
  });
}

function modelHosts(known: RegisteredAgent | undefined, env: UnconfinedStart['env']): readonly string[] {
  const named = known?.api === undefined ? undefined : URL.parse(env[known.api.addressVariable] ?? '');
  return [...(known?.hosts ?? []), ...(named ? [named.host] : [])];
}

/** The built-in agent has no model and no key. */
async function keepKeys(
  { agent, known, env }: UnconfinedStart,
  mode: ConfinementMode,
  isSandboxed: boolean,
  notes: Note[],
): Promise<{ readonly env: UnconfinedStart['env']; readonly keyProxy?: KeyProxy }> {
  if (mode === 'off' || agent.name === DEMO) return { env };
  const plan =
    isSandboxed && process.platform === 'darwin'
      ? { why: 'an agent in a sandbox of macOS reaches no loopback' }
      : planKeys({ name: agent.name, known }, env, () => `amber-${randomBytes(32).toString('hex')}`);
  if ('why' in plan) {
    if (mode === 'on')
      throw new AmberError('UNSUPPORTED', `the key proxy is on, but ${plan.why}`, {
        hint: '--key-proxy=auto (input key-proxy: auto) lets the agent run all the same, with the key or login that it has',
      });
    // An agent that has been given no key needs no word about it.
    const given = Object.fromEntries((known?.credentials ?? []).map((name) => [name, env[name]]));
    if (secretsOf(given).length > 0)
      notes.push({ code: 'KEY_PROXY', message: `the agent has its key itself: ${plan.why}` });
    return { env };
  }
  const keyProxy = await openKeyProxy(plan, { env, ...(isSandboxed && { host: FROM_A_SANDBOX }) });
  return { env: plan.env(keyProxy.address), keyProxy };
}
