import { AmberError, invalid } from '../core/errors.ts';
import {
  CONFINEMENT_MODES,
  type Confinement,
  DOMAIN_FORM,
  isDomain,
  PACKAGE_REGISTRIES,
} from '../core/session/confinement.ts';
import { permissionMode } from '../core/session/permission-mode.ts';
import type { Engine } from '../engine/engine.ts';
import type { FollowOptions } from './follow-options.ts';

// The types of the package hold for TypeScript alone. From JavaScript anything may come, and a word that is none of those known
// must not be taken for an absent one: the agent would run without its sandbox.

/** @throws AmberError USAGE @internal */
export function checkObject(call: string, options: unknown, example: string): void {
  if (typeof options !== 'object' || options === null)
    throw new AmberError('USAGE', `${call} takes an object of options, not ${options}`, { hint: example });
}

/** @throws AmberError USAGE @internal */
export function checkTexts(options: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (options as { readonly [name: string]: unknown })[name];
    if (value !== undefined && typeof value !== 'string') throw invalid(name, 'text', String(value));
  }
}

/** @throws AmberError USAGE @internal */
export function checkEngine(engine: Engine): void {
  if (typeof engine?.create !== 'function' || typeof engine.get !== 'function')
    throw new AmberError('USAGE', 'the first argument is an engine', { hint: "await openEngine({ engine: 'local' })" });
}

/** @throws AmberError INVALID @internal */
export function checkFollow({ onUpdate, signal }: FollowOptions): void {
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw invalid('signal', 'an AbortSignal', String(signal));
  if (onUpdate !== undefined && typeof onUpdate !== 'function')
    throw invalid('onUpdate', 'a function', String(onUpdate));
}

/** @throws AmberError INVALID @internal */
export function checkPermissions(permissions: string | undefined): void {
  const isMode = permissions === undefined || (permissions !== 'ask' && permissionMode(permissions) !== undefined);
  if (!isMode) throw invalid('permissions', 'none, read or all', permissions);
}

/** @throws AmberError INVALID @internal */
export function checkConfinement({ domains = [], keyProxy, registries = [], sandbox }: Partial<Confinement>): void {
  for (const [name, mode] of Object.entries({ keyProxy, sandbox }))
    if (mode !== undefined && !CONFINEMENT_MODES.includes(mode))
      throw invalid(`confinement.${name}`, CONFINEMENT_MODES.join(', '), String(mode));
  checkEach('confinement.domains', DOMAIN_FORM, domains, isDomain);
  checkEach('confinement.registries', PACKAGE_REGISTRIES.join(', '), registries, (name) =>
    PACKAGE_REGISTRIES.some((known) => known === name),
  );
}

function checkEach(name: string, form: string, values: readonly string[], isOne: (value: string) => boolean): void {
  if (!Array.isArray(values)) throw invalid(name, 'a list', String(values));
  for (const value of values) if (!isOne(String(value))) throw invalid(name, form, String(value));
}
