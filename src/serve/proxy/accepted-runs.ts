import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionRef } from '../../core/session/session.ts';
import { makeDir, readNames, readText, replaceFile, stateError } from '../../engine/local/state/files.ts';

/** A session with runs that were accepted and are not settled. */
export interface Unsettled {
  readonly ref: SessionRef;
  readonly runIds: readonly string[];
}

/**
 * What has to be known after a crash: which runs were accepted, ever, and which of them are not settled, that is, have
 * not ended, or have ended without it being decided and done what follows from that.
 */
export class AcceptedRuns {
  readonly #dir: string;
  readonly #unsettled = new Map<string, Set<string>>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Directory of a session's log. */
  dirOf({ project, name }: SessionRef): string {
    return join(this.#dir, 'logs', project, name);
  }

  /** True for a run that was accepted, ever. */
  has(ref: SessionRef, runId: string): boolean {
    return `\n${readText(join(this.dirOf(ref), 'runs')) ?? ''}`.includes(`\n${runId}\n`);
  }

  /** Accepts a run; false if the session knows its id. @throws AmberError STATE */
  accept(ref: SessionRef, runId: string): boolean {
    const path = join(this.dirOf(ref), 'runs');
    try {
      makeDir(this.dirOf(ref));
      if (this.has(ref, runId)) return false;
      // Unsettled first: a crash in between leaves a run that recovery finds, not one that is known and forgotten.
      this.#change(ref, (runs) => runs.add(runId));
      appendFileSync(path, `${runId}\n`, { mode: 0o600 });
      return true;
    } catch (cause) {
      throw stateError('write', path, cause);
    }
  }

  /** True if a run of the session was ever accepted. */
  hasAny(ref: SessionRef): boolean {
    return readText(join(this.dirOf(ref), 'runs')) !== undefined;
  }

  /** Which session of that name the log is of: as `identify` had it; undefined for none. */
  identity(ref: SessionRef): string | undefined {
    return readText(join(this.dirOf(ref), 'session'));
  }

  /** @throws AmberError STATE */
  identify(ref: SessionRef, identity: string): void {
    makeDir(this.dirOf(ref));
    replaceFile(join(this.dirOf(ref), 'session'), identity);
  }

  settle(ref: SessionRef, runIds: Iterable<string>): void {
    this.#change(ref, (runs) => {
      for (const runId of runIds) runs.delete(runId);
    });
  }

  hasUnsettled({ project, name }: SessionRef): boolean {
    return this.#unsettled.has(`${project}~${name}`);
  }

  /** What an earlier serve left behind. */
  left(): readonly Unsettled[] {
    const dir = join(this.#dir, 'unsettled');
    return readNames(dir).flatMap((file) => {
      const [project, name] = file.split('~');
      // Half-written files begin with a dot.
      if (project === undefined || name === undefined || file.startsWith('.')) return [];
      const runIds = (readText(join(dir, file)) ?? '').split('\n').filter(Boolean);
      this.#unsettled.set(`${project}~${name}`, new Set(runIds));
      return [{ ref: { project, name }, runIds }];
    });
  }

  /** All sessions that something is kept of. */
  stored(): readonly SessionRef[] {
    const dir = join(this.#dir, 'logs');
    return readNames(dir).flatMap((project) => readNames(join(dir, project)).map((name) => ({ project, name })));
  }

  /** Forgets the session and its log. */
  remove(ref: SessionRef): void {
    this.#change(ref, (runs) => runs.clear());
    rmSync(this.dirOf(ref), { recursive: true, force: true });
  }

  #change(ref: SessionRef, change: (runs: Set<string>) => void): void {
    const key = `${ref.project}~${ref.name}`;
    const runs = this.#unsettled.get(key) ?? new Set();
    const before = runs.size;
    change(runs);
    if (runs.size === before) return;
    const path = join(this.#dir, 'unsettled', key);
    if (runs.size === 0) {
      this.#unsettled.delete(key);
      rmSync(path, { force: true });
      return;
    }
    this.#unsettled.set(key, runs);
    makeDir(join(this.#dir, 'unsettled'));
    replaceFile(path, `${[...runs].join('\n')}\n`);
  }
}
