import type { RegisteredAgent } from '../agents.ts';

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
  return agent?.asRoot === undefined ? otherwise : `${agent.asRoot}, else ${otherwise}`;
}
