/** Limits of the HTTP server. A client that is slow on purpose holds a connection and nothing else, and not for long. */
export interface ServerLimits {
  /** Bytes of all headers of a request. */
  readonly headerBytes: number;
  /** Time for a request's headers, and for all of it with its body, in ms. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often those two are looked at, in ms. */
  readonly checkInterval: number;
  /** How long a connection may be idle between two requests, in ms. */
  readonly keepAlive: number;
  /** Connections at a time. */
  readonly connections: number;
}

export const LIMITS: ServerLimits = {
  headerBytes: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  checkInterval: 2_000,
  // Above what proxies in front use.
  keepAlive: 75_000,
  // The files of logs have to find a descriptor, too.
  connections: 16_000,
};
