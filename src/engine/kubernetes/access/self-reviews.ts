import { isObject, object, text } from '../../../core/agui/events.ts';
import { isAmberError } from '../../../core/errors.ts';
import type { Asked } from '../api-paths.ts';
import type { Cluster } from '../cluster-client.ts';

/** What may be allowed: something done to objects, or a path of the API server itself. */
export type ReviewedAction = Asked | { readonly path: string; readonly verb: string };

/**
 * Whether these credentials may do that, as the API server says (`SelfSubjectAccessReview`). Without a namespace: in all of them.
 * @throws AmberError; FORBIDDEN, NOT_FOUND where it can't be asked
 */
export async function isAllowed(
  cluster: Pick<Cluster, 'request'>,
  action: ReviewedAction,
  timeoutMs?: number,
): Promise<boolean> {
  const spec = 'path' in action ? { nonResourceAttributes: action } : { resourceAttributes: action };
  const { allowed } = await review(cluster, 'authorization.k8s.io', 'SelfSubjectAccessReview', { spec }, timeoutMs);
  return allowed === true;
}

/** Whom the API server takes us for; undefined where it does not say, as before Kubernetes 1.28. @throws AmberError */
export async function userOf(cluster: Pick<Cluster, 'request'>): Promise<string | undefined> {
  try {
    const { userInfo } = await review(cluster, 'authentication.k8s.io', 'SelfSubjectReview');
    return isObject(userInfo) ? text(userInfo, 'username') : undefined;
  } catch (error) {
    // The anonymous user may not ask this either; the refusal names it.
    if (isAmberError(error, 'FORBIDDEN')) return /\bUser "([^"]+)"/.exec(error.message)?.[1];
    if (isAmberError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The `status` of such a review's answer. */
async function review(
  cluster: Pick<Cluster, 'request'>,
  group: string,
  kind: string,
  fields: object = {},
  timeoutMs?: number,
): Promise<{ readonly [field: string]: unknown }> {
  const answer = await cluster.request('POST', `/apis/${group}/v1/${kind.toLowerCase()}s`, {
    body: { apiVersion: `${group}/v1`, kind, ...fields },
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const json = answer.json();
  return object(isObject(json) ? json : {}, 'status') ?? {};
}
