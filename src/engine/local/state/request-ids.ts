import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createFile, makeDir, readText, removeFile } from './files.ts';
import { requestsDir } from './paths.ts';

/**
 * Request id → name of the session that it made: a name is claimed here before the session is written. A repeated
 * request gets that name, and makes the session under it should the first one have died before.
 */
export function claimName(stateDir: string, project: string, requestId: string, name: string): string {
  makeDir(requestsDir(stateDir));
  const file = fileOf(stateDir, project, requestId);
  for (;;) {
    if (createFile(file, name)) return name;
    const claimed = readText(file);
    if (claimed !== undefined) return claimed;
  }
}

/** Forgets a removed session's request. */
export function releaseName(stateDir: string, project: string, requestId: string): void {
  removeFile(fileOf(stateDir, project, requestId));
}

const fileOf = (stateDir: string, project: string, requestId: string): string =>
  join(requestsDir(stateDir), createHash('sha256').update(`${project}\n${requestId}`).digest('hex').slice(0, 40));
