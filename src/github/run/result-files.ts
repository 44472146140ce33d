import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../core/result.ts';
import type { Session } from '../../core/session/session.ts';
import type { Job } from '../open-job.ts';
import { isName } from '../thread/thread-record.ts';
import type { RunTranscript } from './run-transcript.ts';

/** Writes the transcript where later steps find it, for as long as the job lasts. Returns its path; undefined if that can't be done. */
export async function writeTranscript(
  { conversation }: RunTranscript,
  session: Session | undefined,
  job: Job,
): Promise<string | undefined> {
  if (session === undefined) return undefined;
  const { htmlExport } = await import('../../render/export/html-export.ts');
  return write(session.metadata.name, '.html', () => htmlExport(conversation, session, job.redactor), job);
}

/** Writes all of the agent's final message. Returns its path; undefined if no run was reached, or if that can't be done. */
export async function writeResult({ message, outcome, runId, session }: Result, job: Job): Promise<string | undefined> {
  if (outcome === null || session === null) return undefined;
  return write(session, `${runPart(runId)}.md`, () => message, job);
}

/** Writes the value that an output schema asked for. Returns its path; undefined if there is none, or if that can't be done. */
export async function writeStructured({ structured, session, runId }: Result, job: Job): Promise<string | undefined> {
  if (structured === undefined || session === null) return undefined;
  return write(session, `${runPart(runId)}.json`, () => JSON.stringify(structured), job);
}

/** A later step of the job may send to the same session. */
function runPart(runId: string | null): string {
  return runId !== null && /^[\w-]{1,64}$/.test(runId) ? `-${runId}` : '';
}

async function write(
  session: string,
  end: string,
  content: () => string | Iterable<string>,
  { runner, say }: Job,
): Promise<string | undefined> {
  const { RUNNER_TEMP } = runner.env;
  if (!RUNNER_TEMP || !isName(session)) return undefined;
  const path = join(RUNNER_TEMP, `amber-${session}${end}`);
  try {
    await writeFile(path, content(), { mode: 0o600 });
    return path;
  } catch (error) {
    say(`warning: ${path} could not be written: ${String(error)}`);
    return undefined;
  }
}
