import { sign } from 'node:crypto';
import type { Cluster } from './cluster.ts';
import { ISSUER } from './control-plane.ts';

/** An API server takes a token so long after its end, for clocks that differ; then it is refused. In seconds. */
const LEEWAY = 60;

/** A service account of a namespace, whose tokens live as short as a test wants. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export async function serviceAccount(cluster: Cluster, namespace: string, name: string): Promise<ServiceAccount> {
  const made = await cluster.admin.apply(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
  return { namespace, name, uid: String(made.metadata.uid) };
}

/**
 * A token that the API server refuses after so many seconds, and up to ten more: so long it remembers one that was good. Its
 * own TokenRequest gives none for less than ten minutes.
 */
export function shortLivedToken(cluster: Cluster, { namespace, name, uid }: ServiceAccount, seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const body = {
    aud: [ISSUER],
    iss: ISSUER,
    sub: `system:serviceaccount:${namespace}:${name}`,
    iat: now - LEEWAY,
    nbf: now - LEEWAY,
    exp: now - LEEWAY + seconds,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
  };
  const said = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(body)}`;
  return `${said}.${sign('sha256', Buffer.from(said), cluster.plane.signingKey).toString('base64url')}`;
}
