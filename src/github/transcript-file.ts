import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '../core/session.ts';
import { toHtml } from '../render/html.ts';
import type { Job } from './job.ts';
import type { RunTranscript } from './run-transcript.ts';

/** Writes the transcript where later steps find it, for as long as the job lasts. Gives its path; undefined if that can't be done. */
export async function writeTranscript(
  { transcript }: RunTranscript,
  session: Session | undefined,
  { redactor, runner, say }: Job,
): Promise<string | undefined> {
  const { RUNNER_TEMP } = runner.env;
  if (!RUNNER_TEMP || session === undefined) return undefined;
  const path = join(RUNNER_TEMP, `amber-${session.metadata.name}.html`);
  try {
    await writeFile(path, toHtml(transcript, session, redactor.all), { mode: 0o600 });
    return path;
  } catch (error) {
    say(`warning: the transcript could not be written to ${path}: ${String(error)}`);
    return undefined;
  }
}
