import { nearest } from '../../../../core/did-you-mean.ts';
import { AmberError } from '../../../../core/errors.ts';
import type { AgentOptions } from '../../../../core/session/session.ts';
import type { OfferedOption } from './agent-offers.ts';

/** One thing that is asked of an agent, as a person has named it. */
export interface WantedOption {
  /** How it is called in messages: `mode`, `option x`. */
  readonly what: string;
  readonly value: string;
  /** The option that it is about; undefined: the agent has none such. */
  find(offered: readonly OfferedOption[]): OfferedOption | undefined;
}

/** The value to set, or nothing where it is set already. */
export interface Choice {
  readonly option: OfferedOption;
  readonly value: string;
  readonly isSet: boolean;
}

/**
 * What is asked for, in the order in which it is set: which efforts and modes there are depends on the model, and each
 * is looked up in what the agent offers after the one before.
 */
export function wantedOptions({ effort, mode, model, options = {} }: AgentOptions): readonly WantedOption[] {
  const of = (what: ChoiceKind, value: string | undefined): WantedOption[] =>
    value === undefined ? [] : [{ what, value, find: (offered) => offeredFor(offered, what) }];
  return [
    ...of('model', model),
    ...of('mode', mode),
    ...of('effort', effort),
    ...Object.entries(options).map(([id, value]) => ({
      what: `option ${id}`,
      value,
      find: (offered: readonly OfferedOption[]) => byName(offered, id, (option) => [option.id, option.name]),
    })),
  ];
}

/** What has a flag of its own, by the category that ACP has for it, and the ids that agents give it. */
const KINDS = {
  model: { category: 'model', ids: ['model'] },
  mode: { category: 'mode', ids: ['mode'] },
  effort: { category: 'thought_level', ids: ['effort', 'reasoning_effort', 'thought_level'] },
} as const satisfies { readonly [kind: string]: { readonly category: string; readonly ids: readonly string[] } };
export type ChoiceKind = keyof typeof KINDS;

/** ACP's categories are hints: an agent may leave them out. */
export function offeredFor(offered: readonly OfferedOption[], kind: ChoiceKind): OfferedOption | undefined {
  const { category, ids }: { readonly category: string; readonly ids: readonly string[] } = KINDS[kind];
  return offered.find((option) => option.category === category) ?? offered.find(({ id }) => ids.includes(id));
}

/**
 * The choice among what the agent offers: by id, else by name in any case. A model that is not listed goes to the agent
 * all the same: agents resolve aliases ("opus") that they don't list.
 * @throws AmberError INVALID that lists what there is
 */
export function choose(offered: readonly OfferedOption[], wanted: WantedOption, agent: string): Choice {
  const option = wanted.find(offered);
  if (option === undefined) throw notOffered(offered, wanted, agent);
  const found = byName(option.values, wanted.value, ({ value, name }) => [value, name])?.value;
  if (found === undefined && option.category !== 'model' && option.values.length > 0)
    throw notAmongValues(option, wanted, agent);
  const value = found ?? wanted.value;
  return { option, value, isSet: option.current === value };
}

/** For an agent that refused a value. @internal */
export function notAmongValues(
  { values }: OfferedOption,
  { what, value }: WantedOption,
  agent: string,
  why = '',
): AmberError {
  const near = nearest(
    value,
    values.map((one) => one.value),
  );
  const offered = values.length === 0 ? '' : `; it offers ${listed(values.map((one) => one.value))}`;
  return new AmberError('INVALID', `the agent "${agent}" does not take ${what} "${value}"${why}${offered}`, {
    hint: near === undefined ? seeAgent(agent) : `did you mean "${near}"? ${seeAgent(agent)}`,
  });
}

function notOffered(offered: readonly OfferedOption[], { what, value }: WantedOption, agent: string): AmberError {
  const all = offered.map(({ id, values }) => `${id} (${listed(values.map((one) => one.value))})`);
  const rest = all.length === 0 ? 'it offers nothing to choose' : `it offers ${all.join(', ')}`;
  return new AmberError('INVALID', `the agent "${agent}" has no ${what}, which was to be "${value}": ${rest}`, {
    hint: seeAgent(agent),
  });
}

const seeAgent = (agent: string): string => `amber agents ${/\s/.test(agent) ? `'${agent}'` : agent} shows all of it`;

/** Models can be hundreds. */
function listed(values: readonly string[]): string {
  const shown = values.slice(0, 20);
  return [...shown, ...(values.length > shown.length ? [`${values.length - shown.length} more`] : [])].join(', ');
}

function byName<T>(items: readonly T[], wanted: string, namesOf: (item: T) => readonly string[]): T | undefined {
  const low = wanted.toLowerCase();
  return (
    items.find((item) => namesOf(item)[0] === wanted) ??
    items.find((item) => namesOf(item).some((name) => name.toLowerCase() === low))
  );
}
