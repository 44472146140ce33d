import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunInput } from '../../../core/session/session.ts';
import { createFile, flush, makeDir, moveFile, readNames, readText, removeFile } from './files.ts';
import type { SessionPaths } from './paths.ts';

/**
 * Accepted runs: `inbox/<order>-<run>.json` until they start, `runs/<run>.json` from then on. A rename takes a run out
 * of the one and puts it into the other, so a host killed at any moment leaves it in exactly one of them.
 */

const INTERRUPT = 'interrupt';

/** Accepts a run; false if the session knows its runId. To be called under the session's lock. */
export function accept(paths: SessionPaths, input: RunInput): boolean {
  if (isKnown(paths, input.runId)) return false;
  makeDir(paths.inbox);
  const last = pending(paths).at(-1);
  const order = String(last === undefined ? 1 : Number(last.slice(0, ORDER)) + 1).padStart(ORDER, '0');
  const file = join(paths.inbox, `${order}-${fileOf(input.runId)}`);
  createFile(file, JSON.stringify(input));
  // Its sender is told that it is in good hands, and leaves: with the session, which may be as new.
  if (input.unattended !== undefined)
    flush(file, paths.inbox, paths.session, paths.dir, dirname(paths.dir), dirname(dirname(paths.dir)));
  return true;
}

/** Notes a message that answered the question of a run: the message has no run of its own. To be called under the lock. */
export function noteAnswer(paths: SessionPaths, input: RunInput, answeredRunId: string): void {
  makeDir(paths.runs);
  createFile(join(paths.runs, fileOf(input.runId)), JSON.stringify({ ...input, answeredRunId }));
}

/** The run whose question a message of that id has answered. */
export function answeredBy(paths: SessionPaths, runId: string): string | undefined {
  const text = readText(join(paths.runs, fileOf(runId)));
  return text === undefined ? undefined : (JSON.parse(text) as { readonly answeredRunId?: string }).answeredRunId;
}

/** Takes an accepted run back; false if it has started. To be called under the session's lock. */
export function withdraw(paths: SessionPaths, runId: string): boolean {
  const name = pending(paths).find((one) => one.slice(ORDER + 1) === fileOf(runId));
  return name !== undefined && removeFile(join(paths.inbox, name));
}

/** True if the session has accepted a run of that id, ever. */
export function isKnown(paths: SessionPaths, runId: string): boolean {
  const file = fileOf(runId);
  // The inbox first: runs move from there to `runs`, never back.
  return pending(paths).some((name) => name.slice(ORDER + 1) === file) || existsSync(join(paths.runs, file));
}

/** Files of the accepted runs that have not started, oldest first. */
export function pending(paths: SessionPaths): string[] {
  return readNames(paths.inbox)
    .filter((name) => /^\d+-/.test(name))
    .sort();
}

/** The accepted runs that have not started, oldest first. */
export function waitingRuns(paths: SessionPaths): RunInput[] {
  return pending(paths).flatMap((name) => {
    const text = readText(join(paths.inbox, name));
    // Started in this moment.
    return text === undefined ? [] : [JSON.parse(text) as RunInput];
  });
}

/** Takes the oldest accepted run: it counts as started. */
export function take(paths: SessionPaths): RunInput | undefined {
  for (const name of pending(paths)) {
    const text = readText(join(paths.inbox, name));
    makeDir(paths.runs);
    if (text !== undefined && moveFile(join(paths.inbox, name), join(paths.runs, name.slice(ORDER + 1))))
      return JSON.parse(text) as RunInput;
  }
  return undefined;
}

/** Takes every accepted run, for an end without a start, but for those that nobody waits for if `kept`: a later start carries them out. */
export function takeAll(paths: SessionPaths, kept: 'unattended' | 'none'): RunInput[] {
  const taken: RunInput[] = [];
  for (const name of pending(paths)) {
    const text = readText(join(paths.inbox, name));
    if (text === undefined) continue;
    const input = JSON.parse(text) as RunInput;
    if (kept === 'unattended' && input.unattended !== undefined) continue;
    makeDir(paths.runs);
    if (moveFile(join(paths.inbox, name), join(paths.runs, name.slice(ORDER + 1)))) taken.push(input);
  }
  return taken;
}

/** Asks for the end of the current run. */
export function askInterrupt(paths: SessionPaths): void {
  makeDir(paths.inbox);
  createFile(join(paths.inbox, INTERRUPT), '');
}

/** True if an interrupt was asked for since the last call. */
export function takeInterrupt(paths: SessionPaths): boolean {
  return removeFile(join(paths.inbox, INTERRUPT));
}

const ORDER = 8;

/** A file name for any runId. File systems that ignore case must not take "A" for a repeated "a". */
function fileOf(runId: string): string {
  const name = /^[a-z0-9][a-z0-9-]{0,99}$/.test(runId)
    ? runId
    : `~${createHash('sha256').update(runId).digest('hex').slice(0, 40)}`;
  return `${name}.json`;
}
