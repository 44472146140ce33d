import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { GROUP, PLURAL } from '../../engine/kubernetes/api-paths.ts';
import type { Cluster } from '../../engine/kubernetes/cluster-client.ts';
import type { ClusterAccess } from '../auth/cluster-callers.ts';
import type { Right } from '../auth/route-rights.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
/** The API server has a caller's request waiting behind it (ms). */
const TIMEOUT = 5_000;

/** What callers may do, as the API server says it to their own tokens, and the store as it shows itself to them. */
export function clusterAccess(cluster: Cluster, engineOf: (cluster: Cluster) => Engine): ClusterAccess {
  return {
    engineOf: (token) => engineOf(cluster.as(token)),
    async review(token, right) {
      try {
        const answer = await cluster.as(token).request('POST', REVIEWS, { body: reviewOf(right), timeoutMs: TIMEOUT });
        const { status } = answer.json() as { readonly status?: { readonly allowed?: unknown } };
        return status?.allowed === true;
      } catch (cause) {
        if (isAmberError(cause, 'UNAUTHENTICATED')) throw cause;
        // What went wrong between serve and the API server is no caller's business.
        throw new AmberError('UNAVAILABLE', 'the cluster cannot say now who may do this', { cause });
      }
    },
  };
}

function reviewOf(right: Right): object {
  const spec =
    'path' in right
      ? { nonResourceAttributes: right }
      : {
          resourceAttributes: {
            group: GROUP,
            resource: PLURAL,
            verb: right.verb,
            namespace: right.project,
            ...(right.name !== undefined && { name: right.name }),
          },
        };
  return { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
}
