import { isObject, object, text } from '../../core/agui/events.ts';
import type { Probe, Session, SessionRef } from '../../core/session/session.ts';
import type { Cluster } from './cluster.ts';
import { statusOf } from './problems.ts';
import { podName, podsPath } from './resources.ts';

/** The heart asks again when an answer is late (ms). */
const TIMEOUT = 15_000;

/** Looks at the session's pod, and at the session for its start. Who may not look at pods knows nothing of them. */
export async function probe(cluster: Cluster, ref: SessionRef, get: () => Promise<Session>): Promise<Probe> {
  const path = `${podsPath(ref.project)}/${podName(ref.name)}`;
  const [runner, session] = await Promise.all([
    cluster.request('GET', path, { timeoutMs: TIMEOUT }).then(
      (answer) => runnerOf(answer.json()),
      (error: unknown) => (statusOf(error) === 404 ? runnerOf(undefined) : 'unknown'),
    ),
    get().catch(() => undefined),
  ]);
  const startTime = session?.status?.startTime;
  return { runner, tasks: 0, ...(startTime !== undefined && { startTime }) };
}

/**
 * What a pod says of the runner in it. A pod whose containers have ended, or that is not there, has none; of one that is
 * not on a node yet, or whose node does not answer, it is not known. Undefined: there is no such pod.
 */
function runnerOf(pod: unknown): Probe['runner'] {
  if (pod === undefined) return 'gone';
  if (!isObject(pod)) return 'unknown';
  const status = object(pod, 'status') ?? {};
  const phase = text(status, 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return 'gone';
  if (phase !== 'Running') return 'unknown';
  const containers = Array.isArray(status.containerStatuses) ? status.containerStatuses.filter(isObject) : [];
  const hasEnded = containers.length > 0 && containers.every((one) => object(object(one, 'state') ?? {}, 'terminated'));
  return hasEnded ? 'gone' : 'alive';
}
