import { isObject } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { optionsIn, refuseOptions } from '../../core/session/agent-options.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { MAX_INITIAL_PROMPT } from '../../core/session/pod-limits.ts';
import { ANNOTATION, refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../engine.ts';
import { baseUrlsOf, pageOf } from '../platform/base-url.ts';
import { noFiles } from '../platform/serve-only-features.ts';
import { podName, sessionPath } from './api-paths.ts';
import { type Cluster, type ClusterOptions, openCluster } from './cluster-client.ts';
import { create, createDry, made, sessionOf } from './create.ts';
import { type EventRoutesOptions, openEventRoutes } from './events/event-routes.ts';
import { list } from './list.ts';
import { probe } from './probe.ts';
import { retry } from './retry.ts';
import { SessionCache } from './session-cache.ts';
import { manifestOf, nameOf, resourceSpec } from './session-manifest.ts';
import { noticeOf } from './warnings.ts';

export interface KubernetesOptions extends ClusterOptions, KubernetesEngineOptions {
  readonly clock: Clock;
  readonly notice: (message: string) => void;
}

export interface KubernetesEngineOptions {
  readonly clock: Clock;
  /** Shows something to a person, once. */
  readonly notice: (message: string) => void;
  /**
   * True where many sessions are asked for in many callers' names: each look is then the API server's own answer, and no
   * session is watched because it was asked for again: a watch would go on although its caller has lost the right to look.
   */
  readonly asksEachTime?: true;
  /** The address of the platform's backend or of `amber serve`, where one was named: a session has a page there. */
  readonly apiUrl?: string | undefined;
  /** Where the events come from. */
  readonly events?: Omit<EventRoutesOptions, 'cluster'>;
}

type Annotations = { readonly [key: string]: string | null };

/** For one request (ms): whoever follows a run asks again where an answer is late. */
const LOOK_TIMEOUT = 15_000;
const HERE = 'with engine kubernetes';
const MERGE_PATCH = 'application/merge-patch+json';

/** Sessions as custom resources of a cluster; its operator runs them. @throws AmberError CONFIG */
export async function createKubernetesEngine(options: KubernetesOptions): Promise<Engine> {
  return kubernetesEngine(await openCluster(options), options);
}

/** The same in a cluster that was opened already. @throws AmberError CONFIG */
export function kubernetesEngine(cluster: Cluster, options: KubernetesEngineOptions): Engine {
  const { apiUrl, clock, events, asksEachTime = false } = options;
  const [backend] = apiUrl === undefined ? [] : baseUrlsOf(apiUrl);
  const way = openEventRoutes({ ...events, cluster });
  const shown = new Set<string>();
  const notify = (warnings: readonly string[]): void => {
    for (const warning of warnings) {
      if (shown.has(warning)) continue;
      shown.add(warning);
      options.notice(noticeOf(warning));
    }
  };
  const follower = asksEachTime ? undefined : new SessionCache(cluster, clock);
  /** Reads an answer, and remembers it for a watch to go on from. */
  const took = ({ project, name }: SessionRef, json: unknown, isWrite: boolean): Session => {
    const session = sessionOf(json, project);
    if (isObject(json)) follower?.read({ project, name }, json, isWrite);
    return session;
  };
  const get = async (ref: SessionRef): Promise<Session> => {
    const known = await follower?.session(ref);
    if (known !== undefined) return sessionOf(known, ref.project);
    const answer = await cluster.request('GET', sessionPath(ref), { timeoutMs: LOOK_TIMEOUT });
    return took(ref, answer.json(), false);
  };
  const patch = async (ref: SessionRef, body: object): Promise<Session> => {
    const answer = await cluster.request('PATCH', sessionPath(ref), {
      query: { fieldValidation: 'Warn' },
      body,
      contentType: MERGE_PATCH,
      timeoutMs: LOOK_TIMEOUT,
    });
    notify(answer.warnings);
    return took(ref, answer.json(), true);
  };
  const annotate = async (ref: SessionRef, annotations: Annotations): Promise<void> => {
    await patch(ref, { metadata: { annotations } });
  };
  const now = (): string => `${clock.date().toISOString().slice(0, 19)}Z`;
  return {
    name: 'kubernetes',
    maxInitialPrompt: MAX_INITIAL_PROMPT,
    create: async (spec, meta) => {
      refuseOptions(optionsIn(meta.annotations), HERE);
      const { json, warnings } = await create(cluster, clock, spec, meta);
      notify(warnings);
      const session = sessionOf(json, meta.project);
      return took(refOf(session), json, true);
    },
    made: async (request) => {
      const found = await made(cluster, request);
      return found && took({ project: request.project, name: nameOf(request) }, found.json, false);
    },
    validate: async (spec, meta, by) => {
      if (by !== 'server') return { ...manifestOf(spec, meta) };
      const { manifest, warnings } = await createDry(cluster, spec, meta);
      notify(warnings);
      return manifest;
    },
    checksSessions: true,
    get,
    list: (project, filter) => list(cluster, project, filter),
    listAll: (filter) => list(cluster, undefined, filter),
    send: async (ref, input) => {
      refuseOptions(input.agentOptions ?? {}, HERE);
      if (input.messages.some(({ content }) => typeof content !== 'string')) throw noFiles(HERE);
      return way.send(ref, input);
    },
    checkFiles: async () => {
      throw noFiles(HERE);
    },
    async *events(ref, from, signal) {
      using _followed = follower?.stream(ref);
      yield* way.events(ref, from, signal);
    },
    isEmpty: (ref) => way.isEmpty(ref),
    interrupt: (ref) => way.interrupt(ref),
    stop: async (ref, reason) => {
      // Who stops a session asks again until its phase moves; what the API server has taken is not lost.
      if (follower?.isAsked(ref, { [ANNOTATION.desiredPhase]: 'Stopped', [ANNOTATION.stopReason]: reason })) return;
      await annotate(ref, {
        [ANNOTATION.desiredPhase]: 'Stopped',
        [ANNOTATION.stopReason]: reason,
        [ANNOTATION.stopRequestedAt]: now(),
      });
    },
    start: async (ref) => {
      // A session that runs, or is about to, needs no start: asking for one could take back somebody's stop.
      if (!isTerminal((await get(ref)).status?.phase)) return;
      await retry(clock, () =>
        annotate(ref, {
          [ANNOTATION.desiredPhase]: 'Running',
          [ANNOTATION.startRequestedAt]: now(),
          [ANNOTATION.stopReason]: null,
          [ANNOTATION.stopRequestedAt]: null,
        }),
      );
    },
    annotate: (ref, annotations) => retry(clock, () => annotate(ref, annotations)),
    remove: async (ref) => {
      await cluster.request('DELETE', sessionPath(ref), { timeoutMs: LOOK_TIMEOUT });
      follower?.removed(ref);
    },
    update: (ref, changes) => retry(clock, () => patch(ref, { spec: resourceSpec(changes) })),
    ...(follower && {
      async *watch(ref, signal) {
        for await (const found of follower.changes(ref, signal))
          yield found === 'gone' ? null : sessionOf(found, ref.project);
      },
    }),
    probe: (ref) => probe(cluster, follower, ref, () => get(ref)),
    pod: ({ name }) => podName(name),
    ...(backend !== undefined && { page: (ref) => pageOf(backend, ref) }),
    close: async () => {
      follower?.close();
      await way.close();
    },
  };
}
