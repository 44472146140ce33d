import { ANNOTATION } from './session.ts';

/** Whether something that holds an agent in is used: `auto` where it can be, `on` or the agent does not start. */
export type ConfinementMode = (typeof CONFINEMENT_MODES)[number];

export const CONFINEMENT_MODES = ['auto', 'on', 'off'] as const;

/** What holds an agent of the local engine in. */
export interface Confinement {
  /** Amber keeps the key of the agent's model: flag `--key-proxy`. */
  readonly keyProxy: ConfinementMode;
  /** The agent runs in a sandbox: flag `--sandbox`. */
  readonly sandbox: ConfinementMode;
  /** Hosts that a sandbox lets it reach beside its model's. */
  readonly domains: readonly string[];
  /** Package registries that it lets it reach. */
  readonly registries: readonly PackageRegistry[];
}

export const UNCONFINED: Confinement = { keyProxy: 'off', sandbox: 'off', domains: [], registries: [] };

/** Package registries by the names that people know them by. */
export type PackageRegistry = (typeof PACKAGE_REGISTRIES)[number];

export const PACKAGE_REGISTRIES = ['npm', 'pypi', 'crates', 'go', 'maven', 'rubygems', 'nuget'] as const;

export const DOMAIN_FORM = 'a host, as example.com, *.example.com, 10.0.0.1 or any of them with :port';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** A wildcard must leave two labels: `*.com` is no host of anybody's. */
const DOMAIN = new RegExp(`^(?:\\*\\.${LABEL}\\.)?(?:${LABEL}\\.){0,8}${LABEL}(?::\\d{1,5})?$`, 'i');

/** True for a host as a sandbox takes it. */
export function isDomain(text: string): boolean {
  return DOMAIN.test(text);
}

type Annotations = { readonly [key: string]: string };

/** A confinement as a session carries it, so that each of its later hosts heeds it too. What is off is left out. */
export function confinementAnnotations({ domains, keyProxy, registries, sandbox }: Confinement): Annotations {
  return {
    ...(keyProxy === 'off' ? {} : { [ANNOTATION.keyProxy]: keyProxy }),
    ...(sandbox === 'off' ? {} : { [ANNOTATION.sandbox]: [sandbox, ...registries, ...domains].join(' ') }),
  };
}

/** What a session carries, else what its host was started with. */
export function confinementIn(annotations: Annotations, otherwise: Confinement): Confinement {
  const keyProxy = modeOf(annotations[ANNOTATION.keyProxy]) ?? otherwise.keyProxy;
  const [mode, ...reachable] = (annotations[ANNOTATION.sandbox] ?? '').split(' ');
  const sandbox = modeOf(mode);
  if (sandbox === undefined) return { ...otherwise, keyProxy };
  return {
    keyProxy,
    sandbox,
    registries: PACKAGE_REGISTRIES.filter((name) => reachable.includes(name)),
    domains: reachable.filter((word) => isDomain(word) && !PACKAGE_REGISTRIES.some((name) => name === word)),
  };
}

function modeOf(text: string | undefined): ConfinementMode | undefined {
  return CONFINEMENT_MODES.find((mode) => mode === text);
}
