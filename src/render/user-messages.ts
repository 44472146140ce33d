import { type AguiEvent, text } from '../core/agui/events.ts';
import { fileLabel, shownFiles } from '../core/agui/message-files.ts';
import { contentOf, messagesIn } from '../core/agui/messages.ts';
import { withoutConversation } from '../core/transcript/earlier-conversation.ts';
import { plain } from './plain-text.ts';
import type { Redactor } from './renderer.ts';

/**
 * What the user wrote, each message once: servers repeat it, in the start of its run and in snapshots. Fit to be shown:
 * without control sequences and secrets.
 */
export class UserMessages {
  readonly #redactor: Redactor;
  readonly #seen = new Set<string>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  take(event: AguiEvent): readonly string[] {
    if (event.type !== 'RUN_STARTED' && event.type !== 'MESSAGES_SNAPSHOT') return [];
    return messagesIn(event).flatMap((message, index) => {
      const id = text(message, 'id') ?? `${text(event, 'runId') ?? ''}/${index}`;
      if (message.role !== 'user' || this.#seen.has(id)) return [];
      this.#seen.add(id);
      const files = shownFiles(message).map(fileLabel);
      const words = [withoutConversation(contentOf(message)), ...files].join('\n');
      const said = this.#redactor.all(plain(words)).trim();
      return said === '' ? [] : [said];
    });
  }
}
