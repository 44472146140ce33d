import type { Clock } from '../../core/clock.ts';
import { MAX_INITIAL_PROMPT } from '../../core/session/pod-limits.ts';
import { ANNOTATION, isTerminal, type Session, type SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../engine.ts';
import { type ClusterOptions, openCluster } from './cluster.ts';
import { create, createDry, sessionOf } from './create.ts';
import { openEventsWay, type WayOptions } from './events/way.ts';
import { list } from './list.ts';
import { manifestOf, resourceSpec } from './manifest.ts';
import { probe } from './probe.ts';
import { podName, sessionPath } from './resources.ts';
import { noticeOf } from './warnings.ts';

export interface KubernetesOptions extends ClusterOptions {
  readonly clock: Clock;
  /** Where the events come from. */
  readonly events: Omit<WayOptions, 'cluster'>;
}

/** The heart asks again when an answer is late (ms). */
const LOOK_TIMEOUT = 15_000;
const MERGE_PATCH = 'application/merge-patch+json';

/** Sessions as custom resources of a cluster; its operator runs them. @throws AmberError CONFIG */
export async function createKubernetesEngine(options: KubernetesOptions): Promise<Engine> {
  const { clock } = options;
  const cluster = await openCluster(options);
  const way = openEventsWay({ ...options.events, cluster });
  const told = new Set<string>();
  const tell = (warnings: readonly string[]): void => {
    for (const warning of warnings) {
      if (told.has(warning)) continue;
      told.add(warning);
      options.notice(noticeOf(warning));
    }
  };
  const get = async ({ project, name }: SessionRef): Promise<Session> => {
    const answer = await cluster.request('GET', sessionPath({ project, name }), { timeoutMs: LOOK_TIMEOUT });
    return sessionOf(answer.json(), project);
  };
  const patch = async ({ project, name }: SessionRef, body: object): Promise<Session> => {
    const answer = await cluster.request('PATCH', sessionPath({ project, name }), {
      query: { fieldValidation: 'Warn' },
      body,
      contentType: MERGE_PATCH,
      timeoutMs: LOOK_TIMEOUT,
    });
    tell(answer.warnings);
    return sessionOf(answer.json(), project);
  };
  const annotate = async (ref: SessionRef, annotations: { readonly [key: string]: string | null }): Promise<void> => {
    await patch(ref, { metadata: { annotations } });
  };
  const now = (): string => `${clock.date().toISOString().slice(0, 19)}Z`;
  return {
    name: 'kubernetes',
    maxInitialPrompt: MAX_INITIAL_PROMPT,
    create: (spec, meta) => create(cluster, clock, spec, meta, ({ warnings }) => tell(warnings)),
    validate: async (spec, meta, by) => {
      if (by !== 'server') return { ...manifestOf(spec, meta) };
      const { manifest, warnings } = await createDry(cluster, spec, meta);
      tell(warnings);
      return manifest;
    },
    checksSessions: true,
    get,
    list: (project, filter) => list(cluster, project, filter),
    send: (ref, input) => way.send(ref, input),
    events: (ref, from, signal) => way.events(ref, from, signal),
    interrupt: (ref) => way.interrupt(ref),
    stop: (ref, reason) =>
      annotate(ref, {
        [ANNOTATION.desiredPhase]: 'Stopped',
        [ANNOTATION.stopReason]: reason,
        [ANNOTATION.stopRequestedAt]: now(),
      }),
    start: async (ref) => {
      // A session that runs, or is about to, needs no start: asking for one could take back somebody's stop.
      if (!isTerminal((await get(ref)).status?.phase)) return;
      await annotate(ref, {
        [ANNOTATION.desiredPhase]: 'Running',
        [ANNOTATION.startRequestedAt]: now(),
        [ANNOTATION.stopReason]: null,
        [ANNOTATION.stopRequestedAt]: null,
      });
    },
    annotate,
    remove: async ({ project, name }) => {
      await cluster.request('DELETE', sessionPath({ project, name }), { timeoutMs: LOOK_TIMEOUT });
    },
    update: (ref, changes) => patch(ref, { spec: resourceSpec(changes) }),
    probe: (ref) => probe(cluster, ref, () => get(ref)),
    pod: ({ name }) => podName(name),
    close: () => way.close(),
  };
}
