import type { Result } from '../core/result.js';
import type { Update } from '../core/run-update.js';
import type { SessionRef } from '../core/session/session.js';
import type { Engine } from '../engine/engine.js';
import { type FollowOptions } from './follow-options.js';
import { type NewSession } from './new-session-options.js';
export interface RunOptions extends NewSession, FollowOptions {
}
/**
 * Creates a session, follows its run to the end, and stops the session, as `amber run` does. What goes wrong on the way
 * is in the result. @throws AmberError INVALID, USAGE for options that can't be meant, before anything is created
 */
export declare function runSession(engine: Engine, options: RunOptions): Promise<Result>;
export interface SendOptions extends FollowOptions {
    /** Stops the session afterwards, even if it was not started for this message. */
    readonly stop?: boolean;
}
/**
 * Sends a message to a session, which is started if need be, and follows that run, as `amber send` does. The session is
 * stopped again if it was started for the message. What goes wrong on the way is in the result.
 * @throws AmberError INVALID, USAGE
 */
export declare function sendMessage(engine: Engine, session: SessionRef, message: string, options?: SendOptions): Promise<Result>;
export interface WatchOptions {
    /** Ends the reading; nothing happens to the session. */
    readonly signal?: AbortSignal;
    /** Only what has happened until now, as `amber logs`. */
    readonly replay?: boolean;
}
/**
 * What happens in a session, from its beginning until the session has ended, as `amber watch` shows it. Lost connections
 * are made anew, and nothing comes twice. @throws AmberError
 */
export declare function watchSession(engine: Engine, session: SessionRef, { signal, replay }?: WatchOptions): AsyncGenerator<Update, void, void>;
export interface StopOptions {
    /** Until the stop is confirmed, in milliseconds, three times that once the session has taken it; 30 seconds if absent. */
    readonly stopTimeoutMs?: number;
    /** Gives up waiting at once. */
    readonly signal?: AbortSignal;
}
/** Whether a stop is certain; `why` it is not. */
export type Stopped = {
    readonly stopped: true;
} | {
    readonly stopped: false;
    readonly why: string;
};
/** Stops a session and waits until that is certain, as `amber stop` does. @throws AmberError NOT_FOUND, FORBIDDEN … */
export declare function stopSession(engine: Engine, session: SessionRef, { signal, ...given }?: StopOptions): Promise<Stopped>;
/**
 * The session's conversation until now as one text, as `amber export` prints it. What looks like a secret, and the values
 * of the session's own variables, are blanked. @throws AmberError
 */
export declare function exportSession(engine: Engine, ref: SessionRef, format: 'markdown' | 'html', signal?: AbortSignal): Promise<string>;
