import type { Engine } from './engine.ts';
import type { KubernetesOptions } from './kubernetes/kubernetes-engine.ts';
import type { LocalOptions } from './local/local-options.ts';
import type { PlatformOptions } from './platform/platform-engine.ts';

/** What the choice of an engine depends on. */
export interface EngineChoice {
  /** The engine that was named, if one was. */
  readonly engine?: Engine['name'] | undefined;
  readonly apiUrl?: string | undefined;
}

/** What each engine needs; only the chosen one's is asked for. */
export interface SelectOptions {
  local(): LocalOptions;
  platform(): Promise<PlatformOptions>;
  kubernetes(): Promise<KubernetesOptions>;
}

/** The engine's name: `platform` if there is an address, else `local`; a kubeconfig alone changes nothing silently. */
export function engineName({ engine, apiUrl }: EngineChoice): Engine['name'] {
  return engine ?? (apiUrl === undefined ? 'local' : 'platform');
}

/** One line an engine; only the chosen one is loaded. */
const OPEN: { readonly [name in Engine['name']]: (options: SelectOptions) => Promise<Engine> } = {
  local: async (options) => (await import('./local/create-local-engine.ts')).createLocalEngine(options.local()),
  platform: async (options) =>
    (await import('./platform/platform-engine.ts')).createPlatformEngine(await options.platform()),
  kubernetes: async (options) =>
    (await import('./kubernetes/kubernetes-engine.ts')).createKubernetesEngine(await options.kubernetes()),
};

/** Configuration → engine. @throws AmberError CONFIG */
export function selectEngine(choice: EngineChoice, options: SelectOptions): Promise<Engine> {
  return OPEN[engineName(choice)](options);
}
