import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type PastRun, readPastRun } from '../../../core/session/past-run.ts';
import { makeDir, readNames, readText } from './files.ts';

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

/** One write at the end of the file: lines of several processes never mix. A torn last line (a full disk) is not gone on with. */
function appendLine(path: string, line: string): void {
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1, '\n');
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    writeSync(file, `${last.toString() === '\n' ? '' : '\n'}${line}\n`);
  } finally {
    closeSync(file);
  }
}

/** Runs that ended at `since` or later, the oldest first; of damaged lines nothing. @throws AmberError STATE */
export function* readPastRuns(stateDir: string, since?: Date): Generator<PastRun, void, void> {
  const from = since?.toISOString() ?? '';
  for (const name of readNames(folderOf(stateDir)).sort()) {
    const month = MONTH.exec(name)?.[1];
    if (month === undefined || month < from.slice(0, 7)) continue;
    for (const line of (readText(join(folderOf(stateDir), name)) ?? '').split('\n')) {
      const run = line === '' ? undefined : readPastRun(line);
      if (run !== undefined && run.endedAt >= from) yield run;
    }
  }
}
