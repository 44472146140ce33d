import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { isAllowed, type ReviewedAction } from '../../engine/kubernetes/access/self-reviews.ts';
import { GROUP, PLURAL } from '../../engine/kubernetes/api-paths.ts';
import type { Cluster } from '../../engine/kubernetes/cluster-client.ts';
import type { ClusterAccess } from '../auth/cluster-callers.ts';
import type { Right } from '../auth/route-rights.ts';

/** The API server has a caller's request waiting behind it (ms). */
const TIMEOUT = 5_000;

/** What callers may do, as the API server says it to their own tokens, and the store as it shows itself to them. */
export function clusterAccess(cluster: Cluster, engineOf: (cluster: Cluster) => Engine): ClusterAccess {
  return {
    engineOf: (token) => engineOf(cluster.as(token)),
    async review(token, right) {
      try {
        return await isAllowed(cluster.as(token), actionOf(right), TIMEOUT);
      } catch (cause) {
        if (isAmberError(cause, 'UNAUTHENTICATED')) throw cause;
        // What went wrong between serve and the API server is no caller's business.
        throw new AmberError('UNAVAILABLE', 'the cluster cannot say now who may do this', { cause });
      }
    },
  };
}

function actionOf(right: Right): ReviewedAction {
  if ('path' in right) return right;
  const { name, project, verb } = right;
  return { group: GROUP, resource: PLURAL, verb, namespace: project, ...(name !== undefined && { name }) };
}
