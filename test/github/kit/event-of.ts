import { type GitHubEvent, readEvent } from '../../../src/github/event/github-event.ts';
import { toolkitContext } from '../../../src/github/event/toolkit-context.ts';

/** A webhook as a step reads it that its workflow starts; the payload names the repository. */
export function eventOf(name: string, payload: unknown): GitHubEvent {
  return readEvent(toolkitContext({ GITHUB_EVENT_NAME: name }, payload));
}
