import { randomBytes } from 'node:crypto';
import { runIdOf } from '../../../core/agui/events.ts';
import { earlierConversation } from '../../../core/transcript/earlier-conversation.ts';
import { Transcript } from '../../../core/transcript/transcript.ts';
import { openLog, readChunks, START } from '../log/log-reader.ts';
import type { SessionPaths } from './paths.ts';

/** What was said in a session so far, from its log, for an agent that can't load it; "" if nothing was. */
export async function readEarlierConversation(paths: SessionPaths): Promise<string> {
  const transcript = new Transcript();
  const file = await openLog(paths.events);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    let runId: string | undefined;
    for await (const { items } of readChunks(file, START, size))
      for (const item of items) {
        if (item.kind !== 'event') continue;
        // A host runs one after the other.
        runId = runIdOf(item.event) ?? runId;
        transcript.apply({ event: item.event, ...(runId !== undefined && { runId }) });
      }
  } finally {
    await file.close();
  }
  return earlierConversation(transcript, randomBytes(8).toString('hex'));
}
