import { isObject, object, text } from '../../core/agui/events.ts';
import type { Probe, Session, SessionRef } from '../../core/session/session.ts';
import { podName, podsPath, RUNNER } from './api-paths.ts';
import type { Cluster } from './cluster-client.ts';
import { statusOf } from './errors.ts';
import type { SessionCache } from './session-cache.ts';

/** For one request (ms): whoever follows a run asks again where an answer is late. */
const TIMEOUT = 15_000;

/** Looks at the session's pod, and at the session for its start. Who may not look at pods knows nothing of them. */
export async function probe(
  cluster: Cluster,
  follower: SessionCache | undefined,
  ref: SessionRef,
  get: () => Promise<Session>,
): Promise<Probe> {
  const look = async (): Promise<Pick<Probe, 'runner' | 'life'>> => {
    const known = await follower?.pod(ref);
    if (known !== undefined) return readPod(known);
    try {
      const path = `${podsPath(ref.project)}/${podName(ref.name)}`;
      return readPod((await cluster.request('GET', path, { timeoutMs: TIMEOUT })).json());
    } catch (error) {
      if (statusOf(error) === 403) follower?.deniedPods(ref);
      return { runner: statusOf(error) === 404 ? 'gone' : 'unknown' };
    }
  };
  const [pod, session] = await Promise.all([look(), get().catch(() => undefined)]);
  const startTime = session?.status?.startTime;
  return { ...pod, tasks: 0, ...(startTime !== undefined && { startTime }) };
}

/**
 * What a pod says of the runner in it. A pod that is not there, or whose runner has ended, has none; of one that is
 * not on a node yet, or whose node does not answer, it is not known. `gone`: there is no such pod.
 */
function readPod(pod: unknown): Pick<Probe, 'runner' | 'life'> {
  if (pod === 'gone') return { runner: 'gone' };
  if (!isObject(pod)) return { runner: 'unknown' };
  const status = object(pod, 'status') ?? {};
  const phase = text(status, 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return { runner: 'gone' };
  if (phase !== 'Running') return { runner: 'unknown' };
  const containers = Array.isArray(status.containerStatuses) ? status.containerStatuses.filter(isObject) : [];
  // What is beside the runner outlives it: the pod still says that it runs.
  const runner = containers.find(({ name }) => name === RUNNER);
  const watched = runner === undefined ? containers : [runner];
  const hasEnded = watched.length > 0 && watched.every((one) => object(object(one, 'state') ?? {}, 'terminated'));
  const uid = text(object(pod, 'metadata') ?? {}, 'uid');
  const restarts = runner?.restartCount;
  const life = uid === undefined || typeof restarts !== 'number' ? undefined : `${uid} ${restarts}`;
  return { runner: hasEnded ? 'gone' : 'alive', ...(life !== undefined && { life }) };
}
