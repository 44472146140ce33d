import { join } from 'node:path';
import { AmberError, messageOf } from '../core/errors.ts';
import { lastRunAnnotations } from '../core/session/last-run-annotation.ts';
import type { Session, SessionRef } from '../core/session/session.ts';
import { HostedRunBackend } from './hosted-run-backend.ts';
import { errorFacts } from './json-log.ts';
import type { Metrics } from './metrics.ts';
import { AcceptedRuns } from './proxy/accepted-runs.ts';
import { AutoStops } from './proxy/auto-stops.ts';
import { ActivityPatcher } from './proxy/last-activity.ts';
import { LastRuns } from './proxy/last-runs.ts';
import { ProxiedFeeds } from './proxy/proxied-feeds.ts';
import { ProxiedRunBackend } from './proxy/proxied-run-backend.ts';
import { wasNotReached } from './proxy/runner-client.ts';
import { StopFlagCache } from './proxy/stop-flag-cache.ts';
import { type KeyedRef, plain, type RunBackend } from './run-backend.ts';
import type { Runners, ServeOptions } from './serve-options.ts';
import type { ServeTiming } from './serve-timing.ts';

/** After this many tries that reached no runner, that is logged. */
const TRIES_LOGGED = 3;

/**
 * The kind of store that the engine needs: one that reads what its hosts write, or one that does a host's work.
 * @throws AmberError UNSUPPORTED, STATE
 */
export async function openRunBackend(
  options: ServeOptions,
  timing: ServeTiming,
  metrics: Metrics,
  spent: (usd: number) => void,
): Promise<RunBackend> {
  const { engine, clock, log, runners } = options;
  const published = (events: number): void => metrics.add('amber_serve_events_total', events);
  if (runners !== undefined) return openProxied(options, runners, timing, metrics, spent);
  if (engine.name !== 'local')
    throw new AmberError('UNSUPPORTED', `amber serve does not work over the engine "${engine.name}"`, {
      hint: 'amber serve --engine local',
    });
  return new HostedRunBackend({ engine, clock, timing, log, published });
}

async function openProxied(
  options: ServeOptions,
  runners: Runners,
  timing: ServeTiming,
  metrics: Metrics,
  spent: (usd: number) => void,
): Promise<RunBackend> {
  const { engine, clock, log, stateDir, questionGraceMs = 0 } = options;
  const acceptedRuns = new AcceptedRuns(join(stateDir, 'serve'));
  const get = (ref: KeyedRef): Promise<Session> => engine.get(plain(ref));
  const stopFlags = new StopFlagCache({
    get,
    clock,
    life: timing.flagLife,
    read: () => metrics.add('amber_serve_flag_reads_total'),
    hit: () => metrics.add('amber_serve_flag_hits_total'),
  });
  const feeds = new ProxiedFeeds((ref) => acceptedRuns.dirOf(ref), {
    clock,
    diskRetry: timing.diskRetry,
    published: (events) => metrics.add('amber_serve_events_total', events),
    failed: (error) => {
      metrics.add('amber_serve_log_failures_total');
      log('error', 'log.failed', { error: messageOf(error) });
    },
  });
  const retry = { first: timing.retryFirst, most: timing.retryMost };
  const lastRuns = new LastRuns({
    write: (ref, run) => engine.annotate(plain(ref), lastRunAnnotations(run)),
    clock,
    retry,
    failed: (ref, error) => {
      metrics.add('amber_serve_last_run_failures_total');
      log('warn', 'last-run.failed', { ...plain(ref), error: messageOf(error) });
    },
  });
  const autoStops = new AutoStops({
    clock,
    timing: { errorSettle: timing.errorSettle, questionGrace: questionGraceMs },
    retry,
    isFlagged: (ref) => stopFlags.isSet(ref),
    stop: async (ref, reason) => {
      await lastRuns.save(ref);
      await engine.stop(plain(ref), reason);
    },
    stopped: (ref, reason) => {
      metrics.add('amber_serve_stops_total', 1, { reason });
      log('info', 'session.stopped', { ...plain(ref), reason });
    },
    failed: (ref, error) => {
      metrics.add('amber_serve_stop_failures_total');
      log('warn', 'stop.failed', { ...plain(ref), error: messageOf(error) });
    },
    settled: (ref, runIds) => {
      try {
        acceptedRuns.settle(ref, runIds);
      } catch (error) {
        // They stay among the accepted runs, and the next serve settles them again.
        log('error', 'accepted-runs.failed', { ...plain(ref), error: messageOf(error) });
      }
    },
  });
  const activity = new ActivityPatcher({
    touch: (ref, at) => runners.touch(plain(ref), at),
    clock,
    every: timing.activity,
    patched: () => metrics.add('amber_serve_activity_patches_total'),
    failed: (ref, error) => {
      metrics.add('amber_serve_activity_failures_total');
      log('warn', 'activity.failed', { ...plain(ref), error: messageOf(error) });
    },
  });
  const retried = (ref: SessionRef, error: unknown, tries: number): void => {
    metrics.add('amber_serve_connect_retries_total');
    // One that boots is reached soon; where none can be reached, nobody should wait for the last try to learn why.
    if (tries === TRIES_LOGGED && wasNotReached(error))
      log('warn', 'runner.away', {
        ...ref,
        ...errorFacts(error),
        hint: '--runner-url says where runners answer; a network policy can be in the way',
      });
  };
  const proxied = new ProxiedRunBackend({
    runners,
    clock,
    timing,
    acceptedRuns,
    feeds,
    stopFlags,
    get,
    autoStops,
    activity,
    lastRuns,
    spent,
    metrics,
    log,
    retried,
  });
  await proxied.start();
  return proxied;
}
