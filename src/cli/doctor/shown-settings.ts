import { isObject } from '../../core/agui/events.ts';
import { writeDuration } from '../../core/duration.ts';
import type { Config } from '../config/resolve-config.ts';
import { isSettingName, SETTING_NAMES, SETTINGS, type SettingName } from '../config/settings.ts';
import type { ShownSetting } from './check-result.ts';

/** Every setting with its value and where that comes from. Of variables, headers and MCP servers only the names are shown: the rest may be secret. */
export function shownSettings({ settings, sources }: Config): readonly ShownSetting[] {
  return SETTING_NAMES.map((name) => ({ name, value: shown(name, settings[name]), source: sources[name] }));
}

/** A value as a file has it, in the same form. */
export function shownValue(name: string, value: unknown): string {
  if (!isSettingName(name)) return 'there is no such setting';
  try {
    return shown(name, SETTINGS[name].parse(value)) ?? '';
  } catch {
    return 'is not allowed: amber doctor';
  }
}

const NAMES_ONLY: readonly SettingName[] = ['env', 'agentHeaders', 'mcpServers'];

function shown(name: SettingName, value: unknown): string | null {
  if (value === undefined) return SETTINGS[name].otherwise ?? null;
  if (typeof value === 'number' && SETTINGS[name].isDuration) return writeDuration(value);
  if (NAMES_ONLY.includes(name) && isObject(value)) return Object.keys(value).join(', ');
  if (Array.isArray(value)) return value.join(', ');
  if (isObject(value))
    return Object.entries(value)
      .map(([key, one]) => `${key}=${one}`)
      .join(', ');
  return String(value);
}
