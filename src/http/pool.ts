import { Agent } from 'node:http';
// As a whole: a class that is named is loaded at once, and with it TLS, which plain HTTP does without (15 MB).
import https from 'node:https';

/** Whom to trust, and by which certificate we are known. Connections that differ in this are never shared. */
export interface Trust {
  /** Certificates in PEM, which alone are trusted then; Node's own, with `NODE_EXTRA_CA_CERTS`, where this is absent. */
  readonly ca?: string;
  /** Trust any certificate: `--insecure-skip-tls-verify`. */
  readonly insecure?: boolean;
  /** Our own certificate and its key in PEM, for a server that knows its clients by them. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate must carry, where it is not the address's. */
  readonly serverName?: string;
}

const pool = new Map<string, Agent>();

/** The agent that keeps such connections alive. An idle connection does not keep the process from ending. */
export function agentFor(protocol: string, trust: Trust): Agent {
  const key = protocol === 'https:' ? JSON.stringify(tlsOptions(trust)) : '';
  const known = pool.get(key);
  if (known !== undefined) return known;
  const agent =
    protocol === 'https:' ? new https.Agent({ keepAlive: true, ...tlsOptions(trust) }) : new Agent({ keepAlive: true });
  pool.set(key, agent);
  return agent;
}

/** Closes all connections that are kept alive. */
export function closeConnections(): void {
  for (const agent of pool.values()) agent.destroy();
  pool.clear();
}

/** `Trust` in the words of `node:tls`. */
export function tlsOptions({ ca, insecure, cert, key, serverName }: Trust): TlsOptions {
  return {
    ...(ca !== undefined && { ca }),
    ...(insecure === true && { rejectUnauthorized: false }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

/** The same for a proxy on the way: it is another server, and our certificate is not for it. */
export function proxyTrust({ ca, insecure }: Trust): Trust {
  return { ...(ca !== undefined && { ca }), ...(insecure !== undefined && { insecure }) };
}

interface TlsOptions {
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
}
