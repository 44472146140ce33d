import type { Session, SessionRef } from '../core/session/session.ts';
import type { Feed } from './events/feed.ts';
import type { SseBlock } from './events/sse-block.ts';

/** A posted run as it came: the runner gets the whole body. */
export interface PostedRun {
  readonly runId: string;
  readonly body: { readonly [field: string]: unknown };
}

/** An answer of a session's runner, or one in its name. */
export interface RunnerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What the two kinds of stores do differently: runs and events. The sessions themselves are the engine's. */
export interface RunBackend {
  /** Runs `use` with the events of a session that exists. */
  follow(ref: SessionRef, use: (feed: Feed) => Promise<void>): Promise<void>;
  /** What is stored, from the first event to the last one that is there now. */
  read(ref: SessionRef, signal: AbortSignal): AsyncIterable<SseBlock>;
  /** Accepts a run, once for one runId. Returns the run that it is part of: see `Engine.send`. @throws AmberError, HttpError */
  run(ref: SessionRef, run: PostedRun): Promise<{ readonly runId: string }>;
  interrupt(ref: SessionRef): Promise<RunnerAnswer>;
  tasks(ref: SessionRef): Promise<RunnerAnswer>;
  taskOutput(ref: SessionRef, task: string): Promise<RunnerAnswer>;
  stopTask(ref: SessionRef, task: string): Promise<RunnerAnswer>;
  /** A session was looked up, to be followed, read or talked to: what is kept of an earlier one of its name goes. */
  met(session: Session): Promise<void>;
  /** Something was done to the session that events may follow from. */
  touched(ref: SessionRef): void;
  /** The session was deleted: its streams end. */
  removed(ref: SessionRef): Promise<void>;
  /** Keeps things going that are under way, until they have ended or the signal is aborted. */
  drain(signal: AbortSignal): Promise<void>;
  /** Lets go of what is kept in memory for readers that are long past it. */
  prune(): void;
  close(): Promise<void>;
}

/** A session with its key in a map: always project and name, since names alone may repeat. */
export interface KeyedRef extends SessionRef {
  readonly key: string;
}

/** Made once where a session comes in: building the key anew for each event of a busy stream can be measured. */
export function keyed({ project, name }: SessionRef): KeyedRef {
  return { project, name, key: `${project}/${name}` };
}

/** Without the key: for stores and logs. */
export function plain({ project, name }: KeyedRef): SessionRef {
  return { project, name };
}
