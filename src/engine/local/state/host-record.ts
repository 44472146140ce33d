import type { SessionRef } from '../../../core/session/session.ts';
import { isAlive, type ProcessIdentity } from '../process-identity.ts';
import { makeDir, readNames, readText, removeFile, replaceFile } from './files.ts';
import { hostsDir, pathsOf, refOfHostFile } from './paths.ts';

/**
 * Who hosts a session: `hosts/<project>~<session>.json`. It is there before the session is, and until the session has
 * ended and its agent is gone; so what a crash leaves is found by reading one small directory, however many sessions
 * there are.
 */
export interface HostRecord extends ProcessIdentity {
  /** `launcher`: started a host process that has not taken over yet. */
  readonly role: 'launcher' | 'host';
  /** The agent's process group; there before its first prompt. */
  readonly agent?: { readonly pgid: number; readonly startTime: string };
  /** What all processes of the agent carry (`host/end-leftover-processes.ts`); there before the agent is. */
  readonly mark?: string;
}

export function readHost(stateDir: string, ref: SessionRef): HostRecord | undefined {
  const text = readText(pathsOf(stateDir, ref).host);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as HostRecord;
  } catch {
    // Never written by us, since it is replaced whole: as good as a dead host.
    return { pid: 0, startTime: '', role: 'host' };
  }
}

export function writeHost(stateDir: string, ref: SessionRef, record: HostRecord): void {
  makeDir(hostsDir(stateDir));
  replaceFile(pathsOf(stateDir, ref).host, JSON.stringify(record));
}

export function removeHost(stateDir: string, ref: SessionRef): void {
  removeFile(pathsOf(stateDir, ref).host);
}

/** The sessions that have a host record. */
export function hostedRefs(stateDir: string): SessionRef[] {
  return readNames(hostsDir(stateDir)).flatMap((file) => refOfHostFile(file) ?? []);
}

/** True if a live process hosts the session, or is about to. */
export function isHosted(stateDir: string, ref: SessionRef): boolean {
  const record = readHost(stateDir, ref);
  return record !== undefined && isAlive(record);
}
