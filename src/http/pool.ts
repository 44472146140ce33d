import { Agent } from 'node:http';
// As a whole: a class that is named is loaded at once, and with it TLS, which plain HTTP does without (15 MB).
import https from 'node:https';

/** Whom to trust. Connections that differ in this are never shared. */
export interface Trust {
  /** Certificates in PEM, which alone are trusted then; Node's own, with `NODE_EXTRA_CA_CERTS`, where this is absent. */
  readonly ca?: string;
  /** Trust any certificate: `--insecure-skip-tls-verify`. */
  readonly insecure?: boolean;
}

const pool = new Map<string, Agent>();

/** The agent that keeps such connections alive. An idle connection does not keep the process from ending. */
export function agentFor(protocol: string, trust: Trust): Agent {
  const key = protocol === 'https:' ? JSON.stringify([trust.ca, trust.insecure === true]) : '';
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
export function tlsOptions(trust: Trust): { ca?: string; rejectUnauthorized?: boolean } {
  return {
    ...(trust.ca === undefined ? {} : { ca: trust.ca }),
    ...(trust.insecure === true ? { rejectUnauthorized: false } : {}),
  };
}
