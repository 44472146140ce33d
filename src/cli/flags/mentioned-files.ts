import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { FILE_LIMITS } from '../../core/agui/message-files.ts';

/** An @ within a word belongs to an address. */
const MENTION = /(?<![^\s("'`])@([^\s"'`]+)/g;

/**
 * The files that a prompt names as `@path`, each once, as paths from the directory: those that are there, beneath it, and
 * small enough to go with a prompt. Never a hidden one, which may hold secrets. Other words with an @ mean something else.
 */
export async function mentionedFiles(cwd: string, prompt: string): Promise<readonly string[]> {
  const root = await realpath(cwd);
  const found = new Set<string>();
  for (const [, word = ''] of prompt.matchAll(MENTION)) {
    // "@a.ts, @b.ts." names two files.
    for (const path of [word, word.replace(/[.,;:!?)\]]+$/, '')]) {
      const file = await fileBeneath(root, path);
      if (file === undefined) continue;
      found.add(file);
      break;
    }
  }
  return [...found];
}

async function fileBeneath(root: string, path: string): Promise<string | undefined> {
  try {
    const file = await realpath(resolve(root, path));
    const found = await stat(file);
    const inner = relative(root, file);
    const isHidden = inner.split(sep).some((part) => part.startsWith('.'));
    const fits = found.isFile() && found.size > 0 && found.size <= FILE_LIMITS.each;
    return fits && !isHidden && !isAbsolute(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}
