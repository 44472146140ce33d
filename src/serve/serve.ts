import { memoryUsage } from 'node:process';
import { DayBudget } from '../core/usage/day-budget.ts';
import type { Callers } from './auth/callers.ts';
import { ClusterCallers } from './auth/cluster-callers.ts';
import { SingleTokenCallers } from './auth/single-token-callers.ts';
import { ClientStreams } from './events/client-streams.ts';
import { LIMITS } from './http/limits.ts';
import { listen } from './http/server.ts';
import { Metrics } from './metrics.ts';
import { NonApiRoutes } from './non-api-routes.ts';
import { openRunBackend } from './open-run-backend.ts';
import { makeHandler } from './request-handler.ts';
import { acquireServeLock } from './serve-lock.ts';
import type { ServeOptions, Serving } from './serve-options.ts';
import { SERVE_TIMING, type ServeTiming } from './serve-timing.ts';
import { shutDown } from './shut-down.ts';

/**
 * Serves the platform's REST API over an engine, until `close` or the signal.
 * @throws AmberError CONFLICT if another serve uses the state directory, CONFIG if the address can't be had, STATE,
 *   UNSUPPORTED
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const hold = acquireServeLock(options.stateDir);
  try {
    return await open(options, hold);
  } catch (thrown) {
    hold.release();
    throw thrown;
  }
}

async function open(options: ServeOptions, hold: ReturnType<typeof acquireServeLock>): Promise<Serving> {
  const { clock, engine, host, log, port, signal } = options;
  const timing: ServeTiming = { ...SERVE_TIMING, ...options.timing };
  const metrics = new Metrics();
  const callers = callersOf(options, metrics, timing);
  const streams = new ClientStreams(metrics);
  const budget = dayBudgetOf(options);
  const spent = (usd: number): void => budget?.add(usd);
  const overBudget = (): string | undefined => budget?.refusal;
  const backend = await openRunBackend(options, timing, metrics, spent);
  let isReady = false;
  let url = '';
  const pages = new NonApiRoutes({
    callers,
    metrics,
    isReady: () => isReady,
    address: () => url,
    memory: () => memoryUsage.rss(),
    project: options.projects?.[0] ?? 'default',
    ...(options.agents !== undefined && { agents: options.agents }),
    ...(options.defaults?.runnerType !== undefined && { agent: options.defaults.runnerType }),
  });
  const handler = makeHandler({ options, backend, streams, metrics, overBudget, pages, callers });
  const server = await listen(host, port, handler, { ...LIMITS, ...options.limits });
  url = `http://${urlHost(host)}:${server.port}`;
  hold.announce(url);
  metrics.set('process_start_time_seconds', Math.floor(clock.date().getTime() / 1000));
  const beating = streams.beat(timing.heartbeat, clock, () => backend.prune());
  isReady = true;
  log('info', 'serve.started', { url, engine: engine.name });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    isReady = false;
    signal?.removeEventListener('abort', onSignal);
    closing ??= shutDown({ server, backend, streams, beating, hold, clock, log, drain: timing.drain });
    return closing;
  };
  const onSignal = (): void => {
    close().catch((thrown: unknown) => log('error', 'serve.failed', { error: String(thrown) }));
  };
  if (signal?.aborted) onSignal();
  else signal?.addEventListener('abort', onSignal, { once: true });
  return { url, browserUrl: () => callers.newLink?.(url), close };
}

function dayBudgetOf({ clock, engine, maxCostPerDay: maxCost }: ServeOptions): DayBudget | undefined {
  if (maxCost === undefined) return undefined;
  const pastRuns = engine.pastRuns && ((since: Date) => engine.pastRuns?.(since) ?? []);
  return new DayBudget({ maxCost, date: () => clock.date(), pastRuns });
}

function callersOf({ access, engine, clock }: ServeOptions, metrics: Metrics, timing: ServeTiming): Callers {
  if ('token' in access) return new SingleTokenCallers(access.token, engine, clock);
  return new ClusterCallers(access, clock, metrics, timing);
}

/** An address as it stands in a URL; one that means all interfaces is shown as loopback. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
