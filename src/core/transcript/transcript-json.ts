import type { Transcript } from './transcript.ts';
import type { TranscriptEntry } from './transcript-entry.ts';

/**
 * A whole transcript, as `amber export --format json` prints it. Without the data of files, which is in the events, and without
 * what an entry keeps only to be shown: the directory by which paths are shortened, and the time
 * that people were waited for.
 */
export function transcriptJson({ costUsd, entries, question, runs, usage }: Transcript): object {
  return { entries: entries.map(inJson), runs, question: question ?? null, usage, costUsd };
}

function inJson(entry: TranscriptEntry): object {
  if (entry.kind === 'tool') {
    const { directory: _directory, waited: _waited, ...call } = entry;
    return call;
  }
  if (entry.kind !== 'message') return entry;
  const { files, ...message } = entry;
  return files.length === 0 ? message : { ...message, files: files.map(({ data: _data, ...file }) => file) };
}
