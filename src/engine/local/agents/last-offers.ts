import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isObject } from '../../../core/agui/events.ts';
import type { OfferedOption } from '../acp/options/agent-offers.ts';
import { type ChoiceKind, offeredFor } from '../acp/options/choose-option.ts';
import { makeDir, readText, replaceFile } from '../state/files.ts';

/** More of them nobody completes. */
const MOST = 200;

const folderOf = (stateDir: string): string => join(stateDir, 'offers');
/** An agent may be a command line: of any length, and with a secret in it. */
const fileOf = (stateDir: string, agent: string): string =>
  join(folderOf(stateDir), `${createHash('sha256').update(agent).digest('hex').slice(0, 32)}.json`);

/**
 * Remembers what an agent lets a session choose, for completion: nobody starts an agent while a person waits for Tab.
 * Where it can't be written, nothing is completed.
 */
export function keepOffers(stateDir: string, agent: string, offered: readonly OfferedOption[]): void {
  const values = (kind: ChoiceKind): readonly string[] =>
    (offeredFor(offered, kind)?.values ?? []).slice(0, MOST).map(({ value }) => value);
  const text = JSON.stringify({ mode: values('mode'), model: values('model'), effort: values('effort') });
  try {
    const file = fileOf(stateDir, agent);
    if (readText(file) === text) return;
    makeDir(folderOf(stateDir));
    replaceFile(file, text);
  } catch {
    // A full disk: the session itself says so.
  }
}

/** What it offered when it was started last; nothing where that was never. */
export function lastOffered(stateDir: string, agent: string, kind: ChoiceKind): readonly string[] {
  const kept: unknown = JSON.parse(readText(fileOf(stateDir, agent)) ?? '{}');
  const values: unknown = isObject(kept) ? kept[kind] : [];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
