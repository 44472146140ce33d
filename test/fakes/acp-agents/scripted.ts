import { fileURLToPath } from 'node:url';
import { PERMISSION_MODES } from '../../../src/core/session/permission-mode.ts';

/** One step of a prompt of `scripted.mjs`. */
export type Step = { readonly [what: string]: unknown };

export interface Scenario {
  readonly prompts?: readonly (readonly Step[])[];
  readonly [setting: string]: unknown;
}

const SCRIPT = fileURLToPath(new URL('./scripted.mjs', import.meta.url));

/** The command line of an agent that does what the scenario says. */
export function scripted(scenario: Scenario): string {
  const quoted = JSON.stringify(scenario).replace(/[\\"]/g, '\\$&');
  return `"${process.execPath}" "${SCRIPT}" "${quoted}"`;
}

export const MODES = PERMISSION_MODES;

/** The options that claude-agent-acp offers. */
export const OPTIONS = [
  { kind: 'allow_always', name: 'Always Allow', optionId: 'always' },
  { kind: 'allow_once', name: 'Allow', optionId: 'once' },
  { kind: 'reject_once', name: 'Reject', optionId: 'reject' },
] as const;
