import { recordOf } from './memory-record.ts';
import type { Transcript, TranscriptEntry } from './transcript.ts';

/** Of one tool's arguments and of its result so much, in characters: what was said counts more. */
const MAX_TOOL_TEXT = 1_000;

/** What was said in a session, for an agent that does not remember it; see `recordOf`. */
export function memoryOf(transcript: Transcript, random: string): string {
  return recordOf(transcript.entries.flatMap(lineOf), random);
}

function lineOf(entry: TranscriptEntry): string[] {
  switch (entry.kind) {
    case 'message':
      return entry.text.trim() === '' ? [] : [`${entry.role}: ${entry.text.trim()}`];
    case 'tool': {
      const { args, error, name, result = '' } = entry;
      return [`tool ${name} ${args.slice(0, MAX_TOOL_TEXT)}\n${(error ?? result).slice(0, MAX_TOOL_TEXT)}`.trim()];
    }
    case 'reasoning':
      return [];
  }
}
