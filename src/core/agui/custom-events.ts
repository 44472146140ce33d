import { type AguiEvent, object, text } from './events.ts';

/** The CUSTOM events that Amber's own hosts write, by what they say. */
export const CUSTOM = {
  warning: 'amber:warning',
  pushed: 'amber:pushed',
  permission: 'amber:permission',
  refused: 'amber:refused',
  permissionRules: 'amber:permission-rules',
  changes: 'amber:changes',
  cost: 'amber:cost',
  context: 'amber:context',
  modelRequests: 'amber:model-requests',
  tool: 'amber:tool',
  edits: 'amber:edits',
  waiting: 'amber:waiting',
  waited: 'amber:waited',
} as const;

/** A message of a session's host for the user, in the stream because only the host knows it. */
export type Notice =
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'info'; readonly message: string };

/** What came of an agent's request for a permission, and who or what has answered it, in words; undefined for other events. */
export function permissionAnswerOf(event: AguiEvent): string | undefined {
  if (event.type !== 'CUSTOM' || event.name !== CUSTOM.permission) return undefined;
  const value = object(event, 'value') ?? {};
  return `permission for ${text(value, 'title') ?? 'a tool'}: ${text(value, 'answer') ?? 'answered'} by ${text(value, 'by') ?? 'somebody'}`;
}

/** The notice that an event carries, or undefined for all others. */
export function noticeOf(event: AguiEvent): Notice | undefined {
  if (event.type !== 'CUSTOM') return undefined;
  const value = object(event, 'value') ?? {};
  switch (event.name) {
    case CUSTOM.warning: {
      const message = text(value, 'message');
      return message === undefined ? undefined : { kind: 'warning', message };
    }
    case CUSTOM.pushed: {
      const [url, branch] = [text(value, 'url'), text(value, 'branch')];
      if (url === undefined || branch === undefined) return undefined;
      return { kind: 'info', message: `pushed ${branch} to ${url}` };
    }
    default:
      return undefined;
  }
}
