import type { Update } from '../../core/run-update.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Conversation } from '../../core/transcript/conversation.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';
import { exportedConversation } from '../../render/export/exported-conversation.ts';

/** The transcript of the own run, as it comes, up to a size that fits into memory; the run's end is always in it. */
export class RunTranscript {
  readonly conversation: Conversation;

  constructor(redactor: Redactor) {
    this.conversation = exportedConversation(redactor);
  }

  get transcript(): Transcript {
    return this.conversation.transcript;
  }

  /** True if not all of it was kept. */
  get isCut(): boolean {
    return this.conversation.leftOut > 0;
  }

  take(updates: readonly Update[]): void {
    for (const update of updates)
      if (update.type === 'event' && update.foreign !== true)
        this.conversation.apply(update.seq ?? 0, update.event, update.runId);
  }
}
