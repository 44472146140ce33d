import { constants } from 'node:fs';
import { mkdtemp, open, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FilePart } from '../../../../core/agui/message-files.ts';
import { AmberError, messageOf } from '../../../../core/errors.ts';
import { bytesOfPart } from '../../../file-part.ts';
import type { PromptFiles } from './prompt-blocks.ts';

/** What no file name may hold on any system, nor a name that hides or leaves its folder. */
const BAD = /[\p{Cc}\\/:*?"<>|]|^\.+/gu;

/**
 * Files of messages in a workspace, for agents that can't take them as part of a prompt: in a folder of their own that git
 * ignores by itself, removed when the agent has ended.
 */
export class WorkspaceFiles implements PromptFiles {
  readonly #workspace: string;
  #folder: string | undefined;
  #count = 0;

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  /** The same file where its sender had it, if the workspace has it there: an agent that is to change it changes that one. */
  async find(file: FilePart): Promise<string | undefined> {
    const { path } = file.metadata;
    if (path === undefined) return undefined;
    const bytes = bytesOfPart(file);
    try {
      const root = await realpath(this.#workspace);
      const place = await realpath(join(root, path));
      if (!place.startsWith(`${root}${sep}`)) return undefined;
      const found = await stat(place);
      if (!found.isFile() || found.size !== bytes.length) return undefined;
      return bytes.equals(await readFile(place)) ? place : undefined;
    } catch {
      return undefined;
    }
  }

  async put(file: FilePart): Promise<string> {
    const { name } = file.metadata;
    try {
      const folder = await this.#made();
      this.#count += 1;
      const path = join(folder, `${this.#count}-${name.replace(BAD, '_').slice(-100) || 'file'}`);
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
      await using handle = await open(path, flags, 0o600);
      await handle.writeFile(bytesOfPart(file));
      return path;
    } catch (cause) {
      throw new AmberError('STATE', `cannot put ${name} into the workspace: ${messageOf(cause)}`, { cause });
    }
  }

  /** Never rejects: what can't be removed is a file that git ignores. */
  async remove(): Promise<void> {
    const folder = this.#folder;
    this.#folder = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }

  async #made(): Promise<string> {
    if (this.#folder === undefined) {
      this.#folder = await mkdtemp(join(this.#workspace, '.amber-files-'));
      await writeFile(join(this.#folder, '.gitignore'), '*\n');
    }
    return this.#folder;
  }
}
