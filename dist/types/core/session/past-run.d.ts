import type { Outcome, RunEnd, Usage } from '../result.js';
import { type Session, type SessionRef } from './session.js';
/** A run that has ended: what it was, how it ended, and what it took. It holds nothing of what was said. */
export interface PastRun {
    readonly project: string;
    readonly session: string;
    readonly runId: string;
    /** RFC 3339, by the clock of the machine that the agent ran on. */
    readonly startedAt: string;
    readonly endedAt: string;
    readonly outcome: Outcome;
    /** Why it ended so, in one word, where there is such a word. */
    readonly code?: string;
    /** It says of a run that is on record how it has ended after all; what it took is said there. */
    readonly isCorrection?: true;
    /** The agent's name or command line, and the model, as the session asks for them. */
    readonly agent?: string;
    readonly model?: string;
    /** The threads on GitHub that the session belongs to, as annotation `amber/threads` has them. */
    readonly threads?: string;
    /** The directory that the session was made in. */
    readonly workspace?: string;
    /** Absent where the agent reported none: that is not 0. */
    readonly usage?: Usage;
    readonly cost?: {
        readonly usd: number;
    };
}
/** How a run can have ended. */
export declare const RUN_OUTCOMES: readonly Outcome[];
/** What is kept of a past run of a session. Times: milliseconds. */
export declare function pastRun({ metadata, spec }: Session, end: RunEnd & {
    readonly runId: string;
}, { startedAt, endedAt }: {
    readonly startedAt: number;
    readonly endedAt: number;
}): PastRun;
/** What was written; undefined for a line that is damaged, and of any other what has its form. */
export declare function readPastRun(line: string): PastRun | undefined;
/** The same of parsed JSON. */
export declare function pastRunIn(value: unknown): PastRun | undefined;
/** The last run of each session, by `project/name`; its cost and duration are those of all of its runs. */
export interface SessionRuns {
    readonly last: PastRun;
    readonly runs: number;
    readonly durationMs: number;
    /** Absent where no run reported any. */
    readonly usd?: number;
}
/** Runs in any order, put together by session. */
export declare function bySession(runs: Iterable<PastRun>): ReadonlyMap<string, SessionRuns>;
export declare const sessionKey: ({ project, name }: SessionRef) => string;
/** Milliseconds; 0 where its clock went back. */
export declare const durationOf: ({ startedAt, endedAt }: PastRun) => number;
