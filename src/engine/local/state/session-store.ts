import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import type { Session, SessionRef } from '../../../core/session/session.ts';
import { shellWord } from '../../../core/text.ts';
import { createFile, readNames, readText, replaceFile } from './files.ts';
import { pathsOf, projectDir, projectsDir, type SessionPaths } from './paths.ts';
import { withLock } from './process-lock.ts';

/** The session objects, one file each: read without a lock, replaced whole under one. */
export class SessionStore {
  readonly stateDir: string;
  readonly clock: Clock;

  constructor(stateDir: string, clock: Clock) {
    this.stateDir = stateDir;
    this.clock = clock;
  }

  paths(ref: SessionRef): SessionPaths {
    return pathsOf(this.stateDir, ref);
  }

  /** @throws AmberError STATE if the file can't be read, or is no session of that name */
  find(ref: SessionRef): Session | undefined {
    const path = this.paths(ref).session;
    const text = readText(path);
    if (text === undefined) return undefined;
    const damaged = (why: string, cause?: unknown): AmberError =>
      new AmberError('STATE', `${path} is damaged: ${why}`, { hint: wayOutOf(this.paths(ref)), cause });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw damaged('not JSON', cause);
    }
    if (!isSession(value, ref.name)) throw damaged('not a session of that name');
    return value;
  }

  /** Why each session that can't be read can't be. */
  damaged(): readonly AmberError[] {
    const projects = readNames(projectsDir(this.stateDir));
    const refs = projects.flatMap((project) => this.names(project).map((name) => ({ project, name })));
    return refs.flatMap((ref) => {
      try {
        this.find(ref);
        return [];
      } catch (error) {
        if (!isAmberError(error, 'STATE')) throw error;
        return [error];
      }
    });
  }

  has(ref: SessionRef): boolean {
    return existsSync(this.paths(ref).session);
  }

  /** @throws AmberError NOT_FOUND, STATE */
  read(ref: SessionRef): Session {
    return this.find(ref) ?? raiseNotFound(ref);
  }

  /** Runs a synchronous section that no other process runs at the same time for this session. */
  async locked<T>(ref: SessionRef, section: () => T): Promise<T> {
    // A lock directory must not bring a removed session's directory back; and one removed while we wait is no error.
    this.read(ref);
    try {
      return await withLock(this.paths(ref).lock, this.clock, section);
    } catch (error) {
      if (isAmberError(error, 'STATE')) this.read(ref);
      throw error;
    }
  }

  /** Writes a new session. False if it is there already. To be called under its lock. */
  add(ref: SessionRef, session: Session): boolean {
    return createFile(this.paths(ref).session, format(session));
  }

  /**
   * Changes the session under its lock. `change` gets the object as it is now and returns the new one, or undefined to
   * leave it alone; it must not wait. Returns what is stored then.
   */
  async update(ref: SessionRef, change: (session: Session) => Session | undefined): Promise<Session> {
    return this.locked(ref, () => {
      const before = this.read(ref);
      const changed = change(before);
      return changed === undefined ? before : this.write(ref, changed);
    });
  }

  /** Replaces the session and raises its resourceVersion. To be called under its lock. */
  write(ref: SessionRef, session: Session): Session {
    const resourceVersion = String(Number(session.metadata.resourceVersion ?? 0) + 1);
    const next = { ...session, metadata: { ...session.metadata, resourceVersion } };
    replaceFile(this.paths(ref).session, format(next));
    return next;
  }

  /** Names of the project's sessions, newest first: names are made in the order of time. */
  names(project: string): string[] {
    return readNames(projectDir(this.stateDir, project))
      .filter((name) => !name.startsWith('.'))
      .sort()
      .reverse();
  }
}

/**
 * What to type for a session whose file is damaged. A worktree or clones of it are left where they are, and may hold
 * work that exists nowhere else: no command that removes them is named before somebody has looked.
 */
function wayOutOf({ dir, worktree, workspace }: SessionPaths): string {
  const work = [
    ...(existsSync(worktree) ? [`git -C ${shellWord(worktree)} status`] : []),
    ...readNames(workspace).map((name) => {
      const clone = shellWord(join(workspace, name));
      return `git -C ${clone} status; git -C ${clone} log --branches --not --remotes`;
    }),
  ];
  if (work.length === 0) return `rm -r ${shellWord(dir)}`;
  return `${shellWord(dir)} may hold work that is nowhere else: look first: ${work.join('; ')}`;
}

/** One that all other code can rely on: a file that someone has written by hand must not break a whole list. */
function isSession(value: unknown, name: string): value is Session {
  if (!isObject(value) || !isObject(value.metadata) || !isObject(value.spec)) return false;
  const { metadata, spec, status = {} } = value;
  const { annotations = {}, labels = {} } = metadata;
  return (
    metadata.name === name &&
    [annotations, labels].every((texts) => isObject(texts) && Object.values(texts).every(isText)) &&
    isText(metadata.namespace) &&
    [spec.initialPrompt, spec.displayName, spec.runnerType].every((text) => text === undefined || isText(text)) &&
    [spec.environmentVariables, spec.llmSettings, spec.mcpServers].every((map) => map === undefined || isObject(map)) &&
    (spec.repos === undefined || (Array.isArray(spec.repos) && spec.repos.every(isObject))) &&
    isObject(status) &&
    (status.conditions === undefined || (Array.isArray(status.conditions) && status.conditions.every(isObject)))
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Merge patch of annotations (RFC 7386): null removes. */
export function annotated(
  session: Session,
  annotations: { readonly [key: string]: string | null | undefined },
): Session {
  const merged: { [key: string]: string } = { ...session.metadata.annotations };
  for (const [key, value] of Object.entries(annotations))
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  return { ...session, metadata: { ...session.metadata, annotations: merged } };
}

const format = (session: Session): string => `${JSON.stringify(session, null, 2)}\n`;

function raiseNotFound(ref: SessionRef): never {
  throw new AmberError('NOT_FOUND', `no session "${ref.name}" in project "${ref.project}"`, {
    hint: `amber list --project ${ref.project}`,
  });
}
