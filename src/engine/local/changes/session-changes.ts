import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isObject, text } from '../../../core/agui/events.ts';
import { messageOf } from '../../../core/errors.ts';
import { type ChangedFile, changesOf, NO_TOTAL, type RunChanges } from '../../../core/run-changes.ts';
import { ANNOTATION, type Session } from '../../../core/session/session.ts';
import { readText, replaceFile } from '../state/files.ts';
import type { SessionPaths } from '../state/paths.ts';
import { cloneDirs } from '../workspace/clone.ts';
import { branchOf, hasBranch, homeOf } from '../workspace/workspace.ts';
import { COMPARE_FILES, readCompared } from './compare-trees.ts';
import { findRepository } from './find-repository.ts';
import { comparingGit, readFiles, type SnapshotDeps, type SnapshotStore, takeSnapshot } from './snapshot.ts';

/** Neither a run's start nor its end waits longer for a snapshot, in ms. */
const PATIENCE = 5_000;

/** How the repositories of a session's workspace were when its first run began, and its last one. */
export interface Beginnings {
  /** The directory that the agent works in. */
  readonly dir: string;
  readonly repositories: readonly Beginning[];
}

/** Of one repository. */
export interface Beginning {
  /** The directory that the repository was found from. */
  readonly dir: string;
  /** Ids of trees. */
  readonly first: string;
  readonly last: string;
}

/** Where a session keeps them: removed with it. */
const folderOf = (paths: SessionPaths): string => join(paths.dir, 'changes');
const fileOf = (paths: SessionPaths): string => join(folderOf(paths), 'beginnings.json');

/** The store of a session's `at`th repository. */
export const storeOf = (paths: SessionPaths, at: number): string => join(folderOf(paths), `${at}.git`);

/** What was kept of a session; undefined if nothing was. @throws AmberError STATE */
export function readBeginnings(paths: SessionPaths): Beginnings | undefined {
  try {
    const value: unknown = JSON.parse(readText(fileOf(paths)) ?? '');
    if (!isObject(value) || !Array.isArray(value.repositories)) return undefined;
    const repositories = value.repositories.filter(isObject).map((one) => ({
      dir: text(one, 'dir') ?? '',
      first: text(one, 'first') ?? '',
      last: text(one, 'last') ?? '',
    }));
    return { dir: text(value, 'dir') ?? '', repositories };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The directory that a session's agent works in, or has worked in. `cwd`: of a session that names none. */
export function workspaceOf(session: Session, paths: SessionPaths, cwd: string): string {
  const seen = readBeginnings(paths)?.dir;
  if (seen !== undefined && seen !== '') return seen;
  if (session.metadata.annotations?.[ANNOTATION.worktree] === 'true') return paths.worktree;
  const [only, ...more] = cloneDirs(session, paths);
  return only === undefined ? homeOf(session, cwd) : more.length === 0 ? only : paths.workspace;
}

/** Looks at a session's workspace when a run begins and when it ends. Never throws: no run fails for it. */
export class SessionChanges {
  readonly #session: Session;
  readonly #paths: SessionPaths;
  readonly #cwd: string;
  readonly #env: SnapshotDeps['env'];
  #read: Promise<void> | undefined;
  #begun: Promise<Beginnings | string | undefined> | undefined;

  constructor(session: Session, paths: SessionPaths, cwd: string, env: SnapshotDeps['env']) {
    this.#session = session;
    this.#paths = paths;
    this.#cwd = cwd;
    this.#env = env;
  }

  /** Begins a snapshot, beside whatever else has to be done before the agent gets its prompt. */
  begin(signal: AbortSignal): void {
    if (this.#begun !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#read = promise;
    this.#begun = this.#begin(signal, resolve).finally(resolve);
  }

  /** Resolves once the agent may change something: the files are read, or that was given up. The rest of the snapshot is made beside it. */
  async ready(signal: AbortSignal): Promise<void> {
    this.begin(signal);
    await this.#read;
  }

  /** What has changed since `begin`; undefined where that is not known of this directory, since it is in no repository. */
  async end(signal: AbortSignal): Promise<RunChanges | undefined> {
    const begun = await this.#begun;
    this.#begun = undefined;
    if (begun === undefined) return undefined;
    const where = { dir: this.#cwd, ...(hasBranch(this.#session) && { branch: branchOf(this.#session) }) };
    const unknown = (why: string): RunChanges => ({ files: [], total: NO_TOTAL, unknown: why, ...where });
    if (typeof begun === 'string') return unknown(begun);
    const patience = patient(signal);
    try {
      const deps = { env: this.#env, signal: patience };
      const files: ChangedFile[] = [];
      for (const [at, { dir, last }] of begun.repositories.entries()) {
        const repository = findRepository(dir);
        if (repository === undefined) return unknown('its repository is gone');
        const store = { folder: storeOf(this.#paths, at), repository, stateDir: this.#paths.stateDir };
        const { tree: now } = await takeSnapshot(store, deps);
        files.push(...(await changedFiles(store, last, now, begun.repositories.length > 1 ? dir : '', deps)));
      }
      return changesOf(files, where);
    } catch (error) {
      return unknown(patience.aborted ? TOO_LONG : messageOf(error));
    }
  }

  /** `onRead`: called once nothing more is read in the repositories. */
  async #begin(signal: AbortSignal, onRead: () => void): Promise<Beginnings | string | undefined> {
    const clones = cloneDirs(this.#session, this.#paths);
    const dirs = clones.length > 0 ? clones : [this.#cwd];
    const patience = patient(signal);
    try {
      const before = readBeginnings(this.#paths);
      const read: { readonly dir: string; readonly writeTree: () => Promise<string> }[] = [];
      for (const [at, dir] of dirs.entries()) {
        const repository = findRepository(dir);
        if (repository === undefined) return undefined;
        mkdirSync(folderOf(this.#paths), { recursive: true, mode: 0o700 });
        const store = { folder: storeOf(this.#paths, at), repository, stateDir: this.#paths.stateDir };
        read.push({ dir, ...(await readFiles(store, { env: this.#env, signal: patience })) });
      }
      onRead();
      const repositories: Beginning[] = [];
      for (const [at, { dir, writeTree }] of read.entries()) {
        const tree = await writeTree();
        repositories.push({ dir, first: before?.repositories[at]?.first ?? tree, last: tree });
      }
      const begun = { dir: this.#cwd, repositories };
      replaceFile(fileOf(this.#paths), JSON.stringify(begun));
      return begun;
    } catch (error) {
      return patience.aborted ? TOO_LONG : messageOf(error);
    }
  }
}

const TOO_LONG = 'the repository is too large to be compared in time';

const patient = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);

/** The files of two trees that differ. `clone`: the folder whose name comes before their paths. @throws AmberError GIT */
export async function changedFiles(
  store: SnapshotStore,
  from: string,
  to: string,
  clone: string,
  deps: SnapshotDeps,
): Promise<readonly ChangedFile[]> {
  if (from === to) return [];
  const run = await comparingGit(store, deps);
  const output = await run([...COMPARE_FILES, from, to], { atMost: MAX_COMPARED });
  const files = readCompared(output);
  if (clone === '') return files;
  const name = basename(clone);
  return files.map(({ path, from, ...file }) => ({
    ...file,
    path: `${name}/${path}`,
    ...(from !== undefined && { from: `${name}/${from}` }),
  }));
}

const MAX_COMPARED = 64 * 1024 * 1024;
