import type { Cursor, StreamItem } from '../core/agui/events.js';
import type { PastRun } from '../core/session/past-run.js';
import { type Manifest, type Probe, type RunInput, type Session, type SessionFilter, type SessionMeta, type SessionRef, type SessionSpec, type StopReason } from '../core/session/session.js';
import type { Reported } from '../core/tracker/run-budget.js';
/** Every engine by name. */
export declare const ENGINES: readonly ['local', 'platform', 'kubernetes'];
/**
 * Where sessions live. Every method does one thing and throws `AmberError`; none retries a stream (that is
 * `tail/tail.ts`). Adding an engine is a folder beside this file, its name above, and one line in `select.ts`.
 */
export interface Engine {
    readonly name: (typeof ENGINES)[number];
    /**
     * The longest `initialPrompt` that `create` takes, in bytes of UTF-8; absent if any will do. A longer one is sent as a
     * message, once the session that was created without it is ready (docs/platform.md, "Traps of the objects").
     */
    readonly maxInitialPrompt?: number;
    /** Idempotent for one `meta.requestId`: a second call returns the session that the first one made. */
    create(spec: SessionSpec, meta: SessionMeta): Promise<Session>;
    /** The session that a request has made; undefined if it has made none. Absent: it has to be searched for (`findByRequest`). */
    made?(request: Pick<SessionMeta, 'project' | 'requestId'>): Promise<Session | undefined>;
    /**
     * What `create` would send. `by` `server`: what the server would make of it, where it can check a session without
     * making it (`checksSessions`).
     */
    validate(spec: SessionSpec, meta: SessionMeta, by?: 'client' | 'server'): Promise<Manifest>;
    readonly checksSessions?: true;
    /** @throws AmberError NOT_FOUND */
    get(ref: SessionRef): Promise<Session>;
    /** Newest first. */
    list(project: string, filter?: SessionFilter): AsyncIterable<Session>;
    /**
     * The names alone, newest first, also of sessions that can't be read. Absent where nothing is saved by not looking at them.
     */
    names?(project: string): Promise<readonly string[]>;
    /** The sessions of all projects, in no order. Absent where they can only be listed by project. */
    listAll?(filter?: SessionFilter): AsyncIterable<Session>;
    /** The projects that the caller may see. Absent where the server has no list of them. */
    projects?(): Promise<Iterable<string>>;
    /**
     * Posts a message; resolves once the session has accepted it, with the run that it belongs to: its own, or the one whose
     * question it answers. A repeated `runId` is not run twice where the engine knows the first.
     * @throws AmberError CONFLICT if it takes none now, INVALID for an answer that does not fit the question
     */
    send(ref: SessionRef, input: RunInput): Promise<{
        runId: string;
    }>;
    /**
     * Called before anything is made for, or sent with, a message with files. Absent where every message may have some.
     * @throws AmberError UNSUPPORTED where none may
     */
    checkFiles?(project: string): Promise<void>;
    /**
     * Accepts a message whatever the session's phase, and starts it if it has stopped; so messages of several senders keep
     * the order in which they came. `startTime`: of the start that the message belongs to, where that has come so far.
     * Absent where a message to a stopped session would be lost: it is then started first.
     */
    sendOrStart?(ref: SessionRef, input: RunInput): Promise<{
        runId: string;
        started: boolean;
        startTime?: string;
    }>;
    /**
     * The runs that the session has accepted and not ended: whether one is under way, and the ids of those that wait for
     * their turn, in order. Absent where only the events tell.
     */
    openRuns?(ref: SessionRef): Promise<{
        readonly isUnderWay: boolean;
        readonly waiting: readonly string[];
    }>;
    /**
     * Takes back a message that waits behind other runs of the session. False if it does not, or has begun by now: nothing is
     * changed then. Absent where messages can't be taken back.
     */
    takeBack?(ref: SessionRef, runId: string): Promise<boolean>;
    /**
     * True where a session with `stopOnRunFinished`, or that carries `amber/stop-owed`, ends by itself once no run is
     * accepted or under way. Who asks for its stop in that moment may take down a message that was accepted just before.
     */
    readonly endsIdle?: true;
    /**
     * One connection to the session's events, from after `from` where the engine has sequence numbers, else from the
     * start. Items come in arrays, one per chunk read: measured, a promise per event costs more than parsing it.
     * Ends when the connection ends; the local engine ends it when the session has stopped and all was read.
     * @throws AmberError NO_STREAM where there is no way to them, and trying again changes nothing
     */
    events(ref: SessionRef, from: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StreamItem[]>;
    /** What the session's agent is known to report of a run while it goes on. Absent: nothing. */
    reportsEarly?(session: Session): readonly Reported[];
    /** Runs that have ended, of all projects, also of sessions that exist no more: the oldest first. Absent where nobody keeps them. */
    pastRuns?(since?: Date): Iterable<PastRun>;
    /** The same of one project, where a server keeps them: undefined if this one does not. @throws AmberError */
    fetchPastRuns?(project: string, since?: Date): Promise<Iterable<PastRun> | undefined>;
    /**
     * True if the session has had no event so far. Absent where its stream says so at once: the platform's sends nothing at
     * all before the first event or heartbeat.
     */
    isEmpty?(ref: SessionRef): Promise<boolean>;
    /** Asks for a stop; resolves when the request was taken, not when the session has stopped. Idempotent. */
    stop(ref: SessionRef, reason: StopReason): Promise<void>;
    /** Asks for a start of a stopped session; nothing happens on a running one. */
    start(ref: SessionRef): Promise<void>;
    /** Ends the current run without stopping the session. */
    interrupt(ref: SessionRef): Promise<void>;
    probe(ref: SessionRef): Promise<Probe>;
    /**
     * The session as it is, and then each time that it changes; null: it was deleted. Goes on until the signal is aborted.
     * Absent where changes can't be followed.
     */
    watch?(ref: SessionRef, signal: AbortSignal): AsyncIterable<Session | null>;
    /** Merges annotations into the object; null removes one. */
    annotate(ref: SessionRef, annotations: {
        readonly [key: string]: string | null;
    }): Promise<void>;
    remove(ref: SessionRef): Promise<void>;
    /**
     * Replaces fields of a session's spec; those that are not named stay. Absent where sessions can't be changed.
     * @throws AmberError NOT_FOUND
     */
    update?(ref: SessionRef, changes: SessionSpec): Promise<Session>;
    /**
     * The pod that a session's runner lives in. Where there is one, phase `Stopped` is no proof that it has ended: `probe`
     * says so (docs/platform.md, "Traps of start and stop").
     */
    pod?(ref: SessionRef): string;
    /** The address at which a person sees the session in a browser. Absent where there is none. */
    page?(ref: SessionRef): string;
    /** The sessions whose host is this process, and which end with it. Absent where no session is hosted by its engine. */
    hosted?(): readonly SessionRef[];
    /** Releases what the engine holds. The local engine first goes on hosting until what it hosts here has ended. */
    close(): Promise<void>;
}
/** The session that carries the request id, if the engine knows it, or one of the newest does. @throws AmberError */
export declare function findByRequest(engine: Pick<Engine, 'list' | 'made'>, { project, requestId }: Pick<SessionMeta, 'project' | 'requestId'>): Promise<Session | undefined>;
/** The runs on record that have ended, at least those of this project; undefined where nobody keeps any. @throws AmberError */
export declare function pastRunsOf(engine: Pick<Engine, 'pastRuns' | 'fetchPastRuns'>, project: string, since?: Date): Promise<Iterable<PastRun> | undefined>;
