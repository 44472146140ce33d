import type { SessionConfigOption, SessionModeState } from '@agentclientprotocol/sdk';

/** What a session of the demo agent can be set to. */
export interface DemoSettings {
  /** `brief`: only where the prompt's words are, and what it asks about its files. */
  mode: 'report' | 'brief';
  /** How much it reads. */
  effort: 'low' | 'medium' | 'high';
  /** Whether it lists what is marked as to do. */
  todos: boolean;
}

export const usualSettings = (): DemoSettings => ({ mode: 'report', effort: 'medium', todos: true });

const MODES = [
  { id: 'report', name: 'Report', description: 'what the project is, and where it speaks of the prompt' },
  { id: 'brief', name: 'Brief', description: 'only where it speaks of the prompt' },
] as const;

const EFFORTS = [
  { value: 'low', name: 'Low', description: 'a quarter of the usual files' },
  { value: 'medium', name: 'Medium', description: 'up to 20,000 files' },
  { value: 'high', name: 'High', description: 'four times as many files' },
] as const;

/** By how much of the usual it looks around. */
export const EFFORT: { readonly [E in DemoSettings['effort']]: number } = { low: 0.25, medium: 1, high: 4 };

/** ACP's session modes. */
export function modesOf({ mode }: DemoSettings): SessionModeState {
  return { currentModeId: mode, availableModes: MODES.map((one) => ({ ...one })) };
}

/** ACP's config options. */
export function configOptionsOf({ effort, todos }: DemoSettings): SessionConfigOption[] {
  return [
    {
      type: 'select',
      id: 'effort',
      name: 'Effort',
      description: 'how much of the workspace it reads',
      category: 'thought_level',
      currentValue: effort,
      options: EFFORTS.map((one) => ({ ...one })),
    },
    {
      type: 'boolean',
      id: 'todos',
      name: 'To do',
      description: 'list what is marked as to do',
      currentValue: todos,
    },
  ];
}

/** @throws Error for a mode that it does not have */
export function setMode(settings: DemoSettings, modeId: string): void {
  const mode = MODES.find(({ id }) => id === modeId)?.id;
  if (mode === undefined) throw new Error(`no mode ${modeId}`);
  settings.mode = mode;
}

/** @throws Error for an option or a value that it does not have */
export function setOption(settings: DemoSettings, configId: string, value: string | boolean): void {
  const effort = EFFORTS.find((one) => one.value === value)?.value;
  if (configId === 'effort' && effort !== undefined) settings.effort = effort;
  else if (configId === 'todos' && typeof value === 'boolean') settings.todos = value;
  else throw new Error(`no option ${configId} that could be ${value}`);
}
