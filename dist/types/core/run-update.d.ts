import type { AguiEvent, Pieces } from './agui/events.js';
import type { Result } from './result.js';
import type { Phase } from './session/phase.js';
import type { SessionRef } from './session/session.js';
/** The updates that are events. */
export type EventUpdate = Extract<Update, {
    type: 'event';
}>;
/**
 * Everything that a run reports, in order. The `type`s are those of `-o jsonl`; every renderer reads this
 * and nothing else. Producers hand over arrays: one per chunk of the stream, because an await per event would cost
 * more than the event.
 */
export type Update = {
    readonly type: 'session.created';
    readonly session: SessionRef;
    readonly url?: string;
} | {
    readonly type: 'session.phase';
    readonly phase: Phase;
    readonly reason?: string;
} | {
    readonly type: 'event';
    readonly event: AguiEvent;
    /** The event's JSON text as received, where it need not be made again. */
    readonly raw?: string;
    readonly seq?: number;
    /** The deltas that the event stands for, if there are several. */
    readonly pieces?: Pieces;
    /** The run that the event belongs to, also where it does not say so itself. */
    readonly runId?: string;
    /** True if that is known not to be the run that this command answers for. */
    readonly foreign?: true;
}
/**
 * The command's own run waits for others of its session: so many come before it (`atLeast`: that are known of). 0 once it
 * begins, after any other number.
 */
 | {
    readonly type: 'run.queued';
    readonly before: number;
    readonly atLeast?: true;
} | {
    readonly type: 'stream.reconnected';
    readonly attempt: number;
    readonly cause: string;
}
/** Where several runs are shown: how one ended that others follow. No more than the events say: no renderer of those needs it. */
 | {
    readonly type: 'run.ended';
    readonly result: Result;
} | {
    readonly type: 'warning';
    readonly code: string;
    readonly message: string;
} | {
    readonly type: 'result';
    readonly result: Result;
};
