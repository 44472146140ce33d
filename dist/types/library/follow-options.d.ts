import type { Update } from '../core/run-update.js';
/** Time limits, in milliseconds. */
export interface Limits {
    /** For the whole run; 0 is no limit, 30 minutes if absent. */
    readonly timeoutMs: number;
    /** Until the run has started; 0 is no limit, 10 minutes if absent. */
    readonly startTimeoutMs: number;
    /** Until the stop is confirmed, three times that once the session has taken it; 30 seconds if absent. */
    readonly stopTimeoutMs: number;
    /** How long a question waits for its answer; 0, if absent: the run ends with it. */
    readonly questionGraceMs: number;
}
/** How a run is followed. */
export interface FollowOptions extends Partial<Limits> {
    /** Called with all that happens, in order, the result last. What it returns is waited for: a slow reader slows the stream. */
    readonly onUpdate?: (update: Update) => void | Promise<void>;
    /** Once it is aborted the session is stopped; the result says `cancelled`. */
    readonly signal?: AbortSignal;
    /** Leaves the session running afterwards. */
    readonly keep?: boolean;
    /** In US dollars; a run that takes more is stopped, and the outcome is `over-budget`. No limit if absent, as with the next two. */
    readonly maxCost?: number;
    /** Rounds of tool calls. */
    readonly maxTurns?: number;
    /** In and out. */
    readonly maxTokens?: number;
    /**
     * A JSON Schema, of draft 2020-12 or draft-07: the final message must be a value that it is true of, which is then `structured` in the
     * result. The agent is asked once more if it is not.
     */
    readonly outputSchema?: boolean | object;
}
