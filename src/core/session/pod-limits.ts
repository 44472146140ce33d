import { AmberError } from '../errors.ts';
import type { SessionSpec } from './session.ts';

/** An `initialPrompt` travels in one variable of the pod's environment; Linux starts no process with a longer one (bytes). */
export const MAX_INITIAL_PROMPT = 131_056;

/** One environment variable with its name, `=` and the closing NUL must fit what Linux takes (128 KiB). */
const MAX_VARIABLE = 131_071;

/**
 * Refuses what a server would take, and no pod could ever start with (docs/platform.md, "Traps of the objects").
 * @throws AmberError INVALID
 */
export function checkPodLimits(spec: SessionSpec): void {
  const prompt = bytesOf(spec.initialPrompt ?? '');
  if (prompt > MAX_INITIAL_PROMPT)
    throw new AmberError(
      'INVALID',
      `initialPrompt has ${prompt} bytes; a pod starts with ${MAX_INITIAL_PROMPT} at most`,
      {
        hint: 'create the session without a prompt and send it as a message: amber send <session> -',
      },
    );
  for (const [name, value] of Object.entries(spec.environmentVariables ?? {}))
    if (bytesOf(name) + 1 + bytesOf(value) > MAX_VARIABLE)
      throw new AmberError(
        'INVALID',
        `environmentVariables.${name} is too long; name and value may have ${MAX_VARIABLE - 1} bytes`,
        {
          hint: 'put the content into a file of the repository',
        },
      );
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
