import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { RunEnd, RunError } from '../../../src/core/result.ts';
import type { Probe, Session } from '../../../src/core/session/session.ts';
import type { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import type { Frame } from './scene.ts';

/** A world for a tracker: what its stream brings, and what its witnesses would say. */
export interface World {
  readonly frames: readonly Frame[];
  /** What GET says at that time; null for 404, 'error' if it fails. */
  readonly get: (now: number) => Session | null | 'error';
  readonly probe?: (now: number) => Probe['runner'];
  /** The life of the runner that its probe tells. */
  readonly life?: (now: number) => string;
  /** What a connection made at that time brings at once. */
  readonly replay?: (now: number) => readonly AguiEvent[];
  /** There is no way to the stream, and why. */
  readonly noStream?: RunError;
  /** Where to give up; an hour by default. */
  readonly until?: number;
}

/** How it went. `at`: when the end was known; the others: when each step was taken. */
export interface Course {
  readonly end: RunEnd | undefined;
  readonly at: number;
  readonly gets: readonly number[];
  readonly probes: readonly number[];
  readonly reconnects: readonly number[];
}

/** Lets a tracker live in virtual time, as the tail would, until it knows the end. */
export function drive(tracker: RunTracker, world: World): Course {
  const { until = 3_600_000 } = world;
  const course = { gets: [] as number[], probes: [] as number[], reconnects: [] as number[] };
  const frames = [...world.frames];
  let now = 0;
  if (world.noStream === undefined) tracker.connection('open', 0);
  else {
    tracker.connection('closed', 0);
    tracker.noStream(world.noStream);
  }
  for (let steps = 0; steps < 100_000; steps++) {
    const end = tracker.end(now);
    if (end !== undefined) return { end, at: now, ...course };
    const step = tracker.next(now);
    const frame = frames[0];
    if (frame !== undefined && (step === undefined || frame.at <= Math.max(step.at, now))) {
      frames.shift();
      now = Math.max(now, frame.at);
      // Without one it is a heartbeat, which the tracker does not get.
      if (frame.event !== undefined) tracker.event(frame.event, now);
      continue;
    }
    if (step === undefined || step.at > until) break;
    if (step.action === 'decide' && step.at <= now) throw new Error(`overdue decision at ${now}`);
    now = Math.max(now, step.at);
    if (step.action === 'get') {
      course.gets.push(now);
      const session = world.get(now);
      if (session === 'error') tracker.failed(now);
      else tracker.session(session, now);
    } else if (step.action === 'probe') {
      course.probes.push(now);
      const life = world.life?.(now);
      tracker.probe({ runner: world.probe?.(now) ?? 'unknown', tasks: 0, ...(life !== undefined && { life }) }, now);
    } else if (step.action === 'reconnect') {
      course.reconnects.push(now);
      tracker.connection('closed', now);
      tracker.connection('open', now);
      for (const event of world.replay?.(now) ?? []) tracker.event(event, now);
    }
  }
  return { end: tracker.end(now), at: now, ...course };
}
