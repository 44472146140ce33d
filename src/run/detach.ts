import type { Result } from '../core/outcome.ts';
import type { SessionMeta, SessionSpec } from '../core/session.ts';
import type { OneShot } from './one-shot.ts';

/** `amber run --detach`: creates the session, waits until it runs, and leaves. Never throws; what went wrong is in the result. */
export async function detach(_spec: SessionSpec, _meta: SessionMeta, _deps: OneShot): Promise<Result> {
  throw new Error('being written');
}
