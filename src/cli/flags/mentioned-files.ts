import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { FILE_LIMITS, sizeText } from '../../core/agui/message-files.ts';

/** An @ within a word belongs to an address. */
const MENTION = /(?<![^\s("'`])@([^\s"'`]+)/g;

/** A name with an extension, which no person and no package has. */
const NAMED_AS_FILE = /[\w)\]-]\.[A-Za-z]\w{0,7}$/;

/** What the words of a prompt with an @ name, each once. */
export interface MentionedFiles {
  /** Files that go with the prompt: paths from the directory. */
  readonly files: readonly string[];
  /** What does not go with it: it is there and may not, or it looks like a file and is not there. `path`: as the prompt has it. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

/**
 * The files that a prompt names as `@path`: those that are there, beneath the directory, and small enough to go with a
 * prompt. Never a hidden one, which may hold secrets. Words that name nothing (`@types/node`) mean something else, unless they end
 * as files do.
 */
export async function mentionedFiles(cwd: string, prompt: string): Promise<MentionedFiles> {
  const root = await realpath(cwd);
  const files = new Set<string>();
  const leftOut = new Map<string, string>();
  for (const [, word = ''] of prompt.matchAll(MENTION)) {
    // "@a.ts, @b.ts." names two files.
    const bare = word.replace(/[.,;:!?)\]]+$/, '');
    if (bare === '') continue;
    const found = (await lookAt(root, word)) ?? (await lookAt(root, bare));
    if (found === undefined) {
      if (NAMED_AS_FILE.test(bare)) leftOut.set(bare, 'there is no such file');
    } else if (found.why === undefined) files.add(found.inner);
    else leftOut.set(found.path, found.why);
  }
  return { files: [...files], leftOut: [...leftOut].map(([path, why]) => ({ path, why })) };
}

interface Found {
  readonly path: string;
  readonly inner: string;
  readonly why: string | undefined;
}

/** Undefined where nothing is there. `why`: what keeps it from going with a prompt. */
async function lookAt(root: string, path: string): Promise<Found | undefined> {
  try {
    const file = await realpath(resolve(root, path));
    const inner = relative(root, file);
    return { path, inner, why: whyNot(inner, await stat(file)) };
  } catch {
    return undefined;
  }
}

function whyNot(inner: string, found: Stats): string | undefined {
  const parts = inner.split(sep);
  if (parts[0] === '..' || isAbsolute(inner)) return 'outside of the directory';
  if (parts.some((part) => part.startsWith('.'))) return 'hidden';
  if (found.isDirectory()) return 'a folder';
  if (!found.isFile()) return 'no file';
  if (found.size === 0) return 'empty';
  return found.size > FILE_LIMITS.each ? `larger than ${sizeText(FILE_LIMITS.each)}` : undefined;
}
