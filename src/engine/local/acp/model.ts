import { isObject, text } from '../../../core/agui/events.ts';

/** How a model is set: a session's config option of category "model", or the older `models` with session/set_model. */
export type ModelChoice =
  | { readonly by: 'none' }
  | {
      readonly by: 'option' | 'set_model';
      readonly configId: string;
      readonly value: string;
      /** It is the current one already. */
      readonly set: boolean;
      readonly offered: readonly string[];
    };

interface Offer {
  readonly value: string;
  readonly name: string;
}

/**
 * Finds the wanted model in what the agent offers (the answer to `session/new`): by its id, else by its name in any
 * case. One that is not offered is sent all the same: agents resolve aliases ("opus") that they don't list.
 */
export function chooseModel(session: unknown, wanted: string): ModelChoice {
  const response = isObject(session) ? session : {};
  const options = (Array.isArray(response.configOptions) ? response.configOptions : []).filter(isObject);
  const option = options.find(({ category, type }) => category === 'model' && type === 'select');
  if (option !== undefined)
    return choice('option', offersOf(option.options, 'value'), wanted, option.currentValue, text(option, 'id'));
  const models = isObject(response.models) ? response.models : undefined;
  if (models === undefined) return { by: 'none' };
  return choice('set_model', offersOf(models.availableModels, 'modelId'), wanted, models.currentModelId, undefined);
}

function choice(
  by: 'option' | 'set_model',
  offers: readonly Offer[],
  wanted: string,
  current: unknown,
  configId = 'model',
): ModelChoice {
  const low = wanted.toLowerCase();
  const found =
    offers.find(({ value }) => value === wanted) ??
    offers.find(({ value, name }) => value.toLowerCase() === low || name.toLowerCase() === low);
  const value = found?.value ?? wanted;
  return { by, configId, value, set: current === value, offered: offers.map((offer) => offer.value) };
}

/** Options come flat or in groups. */
function offersOf(list: unknown, field: string): Offer[] {
  return (Array.isArray(list) ? list : []).filter(isObject).flatMap((item) => {
    if (Array.isArray(item.options)) return offersOf(item.options, field);
    const value = text(item, field);
    return value === undefined ? [] : [{ value, name: text(item, 'name') ?? value }];
  });
}
