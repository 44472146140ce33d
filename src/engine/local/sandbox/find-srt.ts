import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, text } from '../../../core/agui/events.ts';
import type { Env } from '../../../core/env.ts';
import { findCommand } from '../agents/find-command.ts';

const PACKAGE = '@anthropic-ai/sandbox-runtime';

export const INSTALL = `npm install -g ${PACKAGE}`;

/** The sandbox's program, as it is installed on this machine. */
export interface Srt {
  /** The file that it is loaded from. */
  readonly main: string;
  readonly version: string;
}

/**
 * The sandbox-runtime whose `srt` is on PATH, else the one in a `node_modules` above Amber's own files; undefined if there is
 * none. Never one in the workspace, which would be run with Amber's rights and belongs to the repository's author.
 */
export function findSrt(env: Env): Srt | undefined {
  const command = findCommand('srt', env);
  const onPath = command === undefined ? undefined : packageAbove(command);
  return (
    onPath ??
    folders(fileURLToPath(import.meta.url))
      .map(inNodeModules)
      .find((found) => found !== undefined)
  );
}

/** npm's command is a link into the package. */
function packageAbove(file: string): Srt | undefined {
  try {
    return folders(realpathSync(file))
      .map(inFolder)
      .find((found) => found !== undefined);
  } catch {
    return undefined;
  }
}

const inNodeModules = (folder: string): Srt | undefined => inFolder(join(folder, 'node_modules', PACKAGE));

function inFolder(folder: string): Srt | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (!isObject(manifest) || manifest.name !== PACKAGE) return undefined;
    return { main: join(folder, text(manifest, 'main') ?? 'dist/index.js'), version: text(manifest, 'version') ?? '' };
  } catch {
    return undefined;
  }
}

/** The folders above a file, the nearest first. */
function folders(file: string): string[] {
  const folder = dirname(file);
  return folder === file ? [] : [folder, ...folders(folder)];
}
