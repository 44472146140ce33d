import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '../../../core/errors.ts';
import { type PastRun, readPastRun } from '../../../core/session/past-run.ts';
import { makeDir, openFile, readNames, stateError } from './files.ts';

/** Runs that have ended, one file a month (UTC), so that the last days are found without reading years. They outlive their sessions: what was spent stays spent. */
const folderOf = (stateDir: string): string => join(stateDir, 'runs');
const MONTH = /^(\d{4}-\d{2})\.jsonl$/;

/** Appends a run. Nothing that is worth ending a session for: where it can't be written, the history lacks it. */
export function writePastRun(stateDir: string, run: PastRun): void {
  try {
    makeDir(folderOf(stateDir));
    appendLine(join(folderOf(stateDir), `${run.endedAt.slice(0, 7)}.jsonl`), JSON.stringify(run));
  } catch {
    // A full disk: the session itself says so.
  }
}

/** True for a run that was appended at `since` or later. */
export function isPastRun(stateDir: string, { project, session, runId }: PastRun, since: Date | undefined): boolean {
  for (const run of readPastRuns(stateDir, since))
    if (run.runId === runId && run.session === session && run.project === project) return true;
  return false;
}

/** One write at the end of the file: lines of several processes never mix. A torn last line (a full disk) is not gone on with. */
function appendLine(path: string, line: string): void {
  const file = openFile(path, 'appendAndRead');
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1, '\n');
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    writeSync(file, `${last.toString() === '\n' ? '' : '\n'}${line}\n`);
  } finally {
    closeSync(file);
  }
}

/** In bytes. */
const BLOCK = 1024 * 1024;
const NEWLINE = 10;

/** The lines of a file, a block at a time: a year of many runs fits into no string. One that is longer than a block is damaged, and left out. */
function* readLines(path: string): Generator<string, void, void> {
  const block = Buffer.allocUnsafe(BLOCK);
  let file: number | undefined;
  try {
    file = openFile(path, 'read');
    // What is left of a line that goes on stands at the block's beginning.
    let [left, isTooLong] = [0, false];
    for (;;) {
      const end = left + readSync(file, block, left, BLOCK - left, null);
      const isLast = end === left;
      let from = 0;
      for (let at = block.indexOf(NEWLINE, left); at >= 0 && at < end; at = block.indexOf(NEWLINE, from)) {
        if (!isTooLong) yield block.toString('utf8', from, at);
        isTooLong = false;
        from = at + 1;
      }
      if (isLast && !isTooLong) yield block.toString('utf8', from, end);
      if (isLast) return;
      isTooLong ||= end - from === BLOCK;
      left = isTooLong ? 0 : block.copy(block, 0, from, end);
    }
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw stateError('read', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Runs that ended at `since` or later, the oldest first; of damaged lines nothing. @throws AmberError STATE */
export function* readPastRuns(stateDir: string, since?: Date): Generator<PastRun, void, void> {
  const from = since?.toISOString() ?? '';
  for (const name of readNames(folderOf(stateDir)).sort()) {
    const month = MONTH.exec(name)?.[1];
    if (month === undefined || month < from.slice(0, 7)) continue;
    for (const line of readLines(join(folderOf(stateDir), name))) {
      const run = line === '' ? undefined : readPastRun(line);
      if (run !== undefined && run.endedAt >= from) yield run;
    }
  }
}
