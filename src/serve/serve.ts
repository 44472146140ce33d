import { memoryUsage } from 'node:process';
import { BrowserAuth } from './auth/browser.ts';
import { Streams } from './events/streams.ts';
import { holdExclusively } from './exclusive.ts';
import { Files } from './files.ts';
import { makeHandler } from './handler.ts';
import { LIMITS } from './http/limits.ts';
import { listen } from './http/server.ts';
import { Metrics } from './metrics.ts';
import { openConversations } from './open.ts';
import type { ServeOptions, Serving } from './options.ts';
import { SERVE_TIMING, type ServeTiming } from './timing.ts';

/** How long connections may take to hear the end of their streams, in ms. */
const GOODBYE = 5_000;

/**
 * Serves the platform's REST API over an engine, until `close` or the signal.
 * @throws AmberError CONFLICT if another serve uses the state directory, CONFIG if the address can't be had, STATE
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const timing: ServeTiming = { ...SERVE_TIMING, ...options.timing };
  const metrics = new Metrics();
  const browser = new BrowserAuth(options.token, options.clock);
  const streams = new Streams(metrics);
  const hold = holdExclusively(options.stateDir);
  try {
    const conversations = await openConversations(options, timing, metrics);
    let ready = false;
    let url = '';
    const browserUrl = (): string => `${url}/login?code=${browser.newCode()}`;
    const memory = (): number => memoryUsage.rss();
    const files = new Files({ browser, metrics, isReady: () => ready, browserUrl, memory });
    const server = await listen(
      options.host,
      options.port,
      makeHandler({ options, conversations, streams, metrics, files, browser }),
      { ...LIMITS, ...options.limits },
    );
    url = `http://${urlHost(options.host)}:${server.port}`;
    hold.announce(url);
    metrics.set('process_start_time_seconds', Math.floor(options.clock.date().getTime() / 1000));
    const beating = streams.beat(timing.heartbeat, options.clock, () => conversations.prune());
    ready = true;
    options.log('info', 'serve.started', { url, engine: options.engine.name });

    const shutDown = async (): Promise<void> => {
      ready = false;
      options.log('info', 'serve.stopping');
      server.refuse();
      const over = new AbortController();
      const limit = options.clock.sleep(timing.drain, over.signal).then(
        () => over.abort(),
        () => undefined,
      );
      await conversations.drain(over.signal);
      over.abort();
      await limit;
      streams.close();
      await conversations.close();
      await server.closed(GOODBYE);
      await beating;
      hold.release();
      options.log('info', 'serve.stopped');
    };
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= shutDown();
      return closing;
    };
    const onSignal = (): void => {
      close().catch((thrown: unknown) => options.log('error', 'serve.failed', { error: String(thrown) }));
    };
    if (options.signal?.aborted) onSignal();
    else options.signal?.addEventListener('abort', onSignal, { once: true });
    return { url, browserUrl, close };
  } catch (thrown) {
    hold.release();
    throw thrown;
  }
}

/** An address as it stands in a URL; one that means all interfaces is shown as loopback. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
