/** Limits of the HTTP server. A client that is slow on purpose holds a connection and nothing else. */
export const LIMITS = {
  /** Bytes of all headers of a request. */
  headerBytes: 16 * 1024,
  /** Time for a request's headers, and for all of it with its body, in ms. */
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  /** How often those two are looked at, in ms. */
  checkInterval: 2_000,
  /** How long a connection may be idle between two requests, in ms: above what proxies in front use. */
  keepAlive: 75_000,
  /** Connections at a time, so that the files of logs still find a descriptor. */
  connections: 16_000,
} as const;
