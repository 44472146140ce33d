import type { Session } from '../../core/session/session.ts';

/** A session as the API shows it: as stored, with the branch that the platform always names. */
export function shown(session: Session): Session {
  return { ...session, autoBranch: session.autoBranch ?? `ambient/${session.metadata.name}` };
}
