import { object, text } from '../../../core/agui/events.ts';
import type { Session, SessionRef } from '../../../core/session/session.ts';
import { readSession } from '../../../core/session/session-json.ts';
import { sessionsPath } from '../api-paths.ts';
import { type ListWatchOptions, listAndWatch, type WatchEvent } from './list-watch.ts';

/** What a watch of many sessions reports; see `WatchEvent`. */
export type SessionChange =
  | { readonly kind: 'changed'; readonly session: Session }
  | { readonly kind: 'deleted'; readonly ref: SessionRef; readonly uid?: string }
  | Exclude<WatchEvent, { readonly kind: 'changed' | 'deleted' }>;

export interface SessionsWatch extends Pick<ListWatchOptions, 'cluster' | 'clock' | 'signal'> {
  /** All of the cluster where it is absent. */
  readonly namespace?: string;
  /** As in `kubectl --selector`. */
  readonly labelSelector?: string;
}

/**
 * All sessions of a namespace, or of the cluster, and every change of them from then on. Ends only by the signal, with its
 * reason. @throws AmberError for what no waiting helps against; see `listAndWatch`
 */
export async function* watchSessions(options: SessionsWatch): AsyncGenerator<readonly SessionChange[], void, void> {
  const { cluster, clock, namespace, labelSelector, signal } = options;
  const query: { readonly [name: string]: string } = labelSelector === undefined ? {} : { labelSelector };
  for await (const changes of listAndWatch({ cluster, clock, path: sessionsPath(namespace), query, signal }))
    yield changes.flatMap(sessionChange);
}

function sessionChange(change: WatchEvent): readonly SessionChange[] {
  if (change.kind !== 'changed' && change.kind !== 'deleted') return [change];
  const metadata = object(change.object, 'metadata') ?? {};
  const project = text(metadata, 'namespace') ?? '';
  if (change.kind === 'deleted') {
    const uid = text(metadata, 'uid');
    return [
      { kind: 'deleted', ref: { project, name: text(metadata, 'name') ?? '' }, ...(uid !== undefined && { uid }) },
    ];
  }
  const session = readSession(change.object, project);
  return session === undefined ? [] : [{ kind: 'changed', session }];
}
