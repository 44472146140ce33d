import type { SessionRef } from '../core/session/session.ts';

/** A session with what tells it apart in a map: always project and name, since names alone may repeat. */
export interface KeyedRef extends SessionRef {
  readonly key: string;
}

/** Made once where a session comes in: building the key anew for each event of a busy stream can be measured. */
export function keyed({ project, name }: SessionRef): KeyedRef {
  return { project, name, key: `${project}/${name}` };
}

/** Without the key: for stores and logs. */
export function plain({ project, name }: KeyedRef): SessionRef {
  return { project, name };
}
