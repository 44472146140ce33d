import { statSync } from 'node:fs';
import { isObject } from '../../../core/agui/events.ts';
import { cut } from '../acp/tools/tool-result-text.ts';

/** Distinct refusals that are remembered, and characters of each: an agent chooses paths and hosts itself. */
const MAX_REFUSALS = 50;
const LONGEST = 200;
/** How many are shown. */
const MAX_SHOWN = 10;

/** True for what is reported although nothing was refused: devices and processes of its own, and folders that were there. */
function isNone(refused: string): boolean {
  if (/^deny \w+ \/(?:dev|proc)\//.test(refused)) return true;
  const [, folder] = /^deny mkdir(?:at)? (.+)$/.exec(refused) ?? [];
  return folder !== undefined && isFolder(folder);
}

/** An agent chooses the path: whatever is wrong with it, it is no folder. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What a sandbox has refused: how often, and what. */
export class Refusals {
  count = 0;
  readonly #seen = new Map<string, number>();

  /** Takes a line of the sandbox's own program. */
  take(line: string): void {
    let refusal: unknown;
    try {
      refusal = JSON.parse(line);
    } catch {
      return;
    }
    if (!isObject(refusal) || typeof refusal.refused !== 'string' || isNone(refusal.refused)) return;
    this.count++;
    const what = cut(refusal.refused.replace(/^deny /, ''), LONGEST);
    const before = this.#seen.get(what);
    if (before !== undefined || this.#seen.size < MAX_REFUSALS) this.#seen.set(what, (before ?? 0) + 1);
  }

  /** What was refused since the last call: hosts, then files, the most frequent first; undefined if nothing was. */
  summary(): string | undefined {
    const rank = ([what, times]: readonly [string, number]): number => times + (what.startsWith('network') ? 1e9 : 0);
    const rows = [...this.#seen].sort((one, other) => rank(other) - rank(one));
    this.#seen.clear();
    if (rows.length === 0) return undefined;
    const shown = rows.slice(0, MAX_SHOWN).map(([what, times]) => (times === 1 ? what : `${what} (${times} times)`));
    return [...shown, ...(rows.length > MAX_SHOWN ? ['…'] : [])].join('; ');
  }
}
