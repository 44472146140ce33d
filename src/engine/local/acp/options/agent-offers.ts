import { isObject, text } from '../../../../core/agui/events.ts';

/** One thing that an agent lets its client choose in a session. */
export interface OfferedOption {
  /** The agent's own id; `mode` and `model` where the agent has none for them. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** ACP's: `mode`, `model`, `thought_level` and others. */
  readonly category?: string;
  readonly current: string;
  /** `true` and `false` for a switch. */
  readonly values: readonly OfferedValue[];
  /** Which request sets it. */
  readonly by: 'config-option' | 'switch' | 'mode' | 'model';
}

export interface OfferedValue {
  readonly value: string;
  readonly name: string;
  readonly description?: string;
}

/** What an agent takes in a prompt, beside text and links. */
export interface PromptCapabilities {
  readonly image: boolean;
  readonly audio: boolean;
  readonly embeddedContext: boolean;
  /** Files of all kinds are parts of a prompt: none is left as a path. */
  readonly anyFile?: true;
}

/** What an agent says of itself when its session is opened. */
export interface AgentOffers {
  /** Its name and version, as it says them. */
  readonly title?: string;
  readonly prompt: PromptCapabilities;
  /** It can go on with an earlier session. */
  readonly loadsSessions: boolean;
  readonly options: readonly OfferedOption[];
}

/**
 * The choices of a session, in the agent's order, from the answer that opened it or set one of them. Config options are
 * the newer form: modes and models count only where no option of that category stands in their place.
 */
export function readOptions(session: { readonly [field: string]: unknown }): readonly OfferedOption[] {
  const options = list(session.configOptions).flatMap(configOption);
  const has = (category: string): boolean => options.some((option) => option.category === category);
  return [
    ...(has('mode') ? [] : older(session.modes, 'mode', 'currentModeId', 'availableModes', 'id')),
    ...(has('model') ? [] : older(session.models, 'model', 'currentModelId', 'availableModels', 'modelId')),
    ...options,
  ];
}

/** The same options with all config options anew; what comes in the older way stays as it was. */
export function withConfigOptions(
  offered: readonly OfferedOption[],
  anew: { readonly [field: string]: unknown },
): readonly OfferedOption[] {
  const options = readOptions({ configOptions: anew.configOptions });
  const older = offered.filter(
    ({ by, category }) => (by === 'mode' || by === 'model') && !options.some((option) => option.category === category),
  );
  return [...older, ...options];
}

/** The same options after one was set in the older way, whose answer says nothing of them. */
export function withCurrent(options: readonly OfferedOption[], id: string, current: string): readonly OfferedOption[] {
  return options.map((option) => (option.id === id ? { ...option, current } : option));
}

/** What an agent takes in a prompt, from its answer to `initialize`. */
export function readPromptCapabilities(can: { readonly [field: string]: unknown }): PromptCapabilities {
  const prompt = isObject(can.promptCapabilities) ? can.promptCapabilities : {};
  return {
    image: prompt.image === true,
    audio: prompt.audio === true,
    embeddedContext: prompt.embeddedContext === true,
  };
}

function configOption(option: { readonly [field: string]: unknown }): OfferedOption[] {
  const id = text(option, 'id');
  if (id === undefined) return [];
  const base = { id, name: text(option, 'name') ?? id, ...described(option), ...categoryOf(option) };
  if (option.type === 'boolean')
    return [{ ...base, current: String(option.currentValue === true), values: SWITCH, by: 'switch' }];
  if (option.type !== 'select') return [];
  const current = text(option, 'currentValue') ?? '';
  return [{ ...base, current, values: valuesOf(option.options, 'value'), by: 'config-option' }];
}

const SWITCH: readonly OfferedValue[] = ['true', 'false'].map((value) => ({ value, name: value }));

function older(
  state: unknown,
  id: 'mode' | 'model',
  current: string,
  available: string,
  idField: string,
): OfferedOption[] {
  if (!isObject(state)) return [];
  const values = valuesOf(state[available], idField);
  const name = id === 'mode' ? 'Mode' : 'Model';
  return [{ id, name, category: id, current: text(state, current) ?? '', values, by: id }];
}

/** Values come flat or in groups. */
function valuesOf(json: unknown, field: string): OfferedValue[] {
  return list(json).flatMap((item) => {
    if (Array.isArray(item.options)) return valuesOf(item.options, field);
    const value = text(item, field);
    return value === undefined ? [] : [{ value, name: text(item, 'name') ?? value, ...described(item) }];
  });
}

const list = (json: unknown): { readonly [field: string]: unknown }[] =>
  Array.isArray(json) ? json.filter(isObject) : [];

function described(item: { readonly [field: string]: unknown }): { readonly description?: string } {
  const description = text(item, 'description');
  return description === undefined || description === '' ? {} : { description };
}

function categoryOf(item: { readonly [field: string]: unknown }): { readonly category?: string } {
  const category = text(item, 'category');
  return category === undefined ? {} : { category };
}
