import type { RegisteredAgent } from './known-agents.ts';

const ROOT =
  /(?:\b(?:as|with|by|under|for|using) (?:the )?(?:root|sudo)\b|\broot\/sudo\b|\b(?:root|sudo) (?:user|privilege)|\buid 0\b)/i;
const REFUSAL =
  /\b(?:can(?:no| no|')t|refus\w*|not (?:be )?(?:allowed|permitted|supported|safe)|must not|should not|do not|don't)\b/i;

/** The line by which an agent says that it does not run as root; undefined if none does. */
export function rootRefusal(text: string): string | undefined {
  return text
    .split('\n')
    .find((line) => ROOT.test(line) && REFUSAL.test(line))
    ?.trim();
}

/** What to do about that. */
export function rootHint(agent: RegisteredAgent | undefined): string {
  const otherwise = 'run Amber as another user';
  if (agent?.asRoot === undefined) return otherwise;
  const { variable, value } = agent.asRoot;
  return `set ${variable}=${value} if this machine is a sandbox, else ${otherwise}`;
}

/** True for an agent that is known to refuse that, as things are: not all that refuse say so. */
export function mayRefuseRoot(agent: RegisteredAgent | undefined, env: { readonly [name: string]: string }): boolean {
  return agent?.asRoot !== undefined && process.getuid?.() === 0 && env[agent.asRoot.variable] !== agent.asRoot.value;
}
