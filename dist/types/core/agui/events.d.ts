/**
 * One AG-UI event as it came. Fields are read with the helpers below and never trusted to have the type that the
 * specification says: real streams carry unknown types, off-spec roles and `run_id` beside `runId`.
 */
export interface AguiEvent {
    readonly type: string;
    readonly [field: string]: unknown;
}
/** The last sequence number seen; engines without sequence numbers ignore it. */
export type Cursor = number;
/**
 * The deltas that one event stands for: they came at once, one after the other, and their events differ in nothing
 * else. Measured: an object and a text for each would cost twice what all else costs, from the socket to the line, and
 * grow the heap by their garbage.
 */
export interface Pieces {
    /** Where each of them ends in the event's delta, which is all of them, in UTF-16 units. */
    readonly ends: readonly number[];
    /** The JSON text of each event, as it was received, is `head`, its delta and `tail`. */
    readonly head: string;
    readonly tail: string;
}
/**
 * One thing read off a stream.
 * - `event`: `raw` is its JSON text exactly as received, where the transport had one; `seq` the log's number for it.
 *   With `pieces` it stands for several, and its delta is all of theirs.
 * - `alive`: bytes without an event (a heartbeat): resets the liveness timer and nothing else.
 * - `live`: the replay is over, what follows happens now. Not every engine can say so.
 * - `warning`: something was skipped; `offset` is in bytes from the start of this connection's body.
 */
export type StreamItem = {
    readonly kind: 'event';
    readonly event: AguiEvent;
    readonly raw?: string;
    readonly seq?: number;
    readonly pieces?: Pieces;
} | {
    readonly kind: 'alive';
} | {
    readonly kind: 'live';
} | {
    readonly kind: 'warning';
    readonly code: string;
    readonly message: string;
    readonly offset: number;
};
/** The items that are events. */
export type EventItem = Extract<StreamItem, {
    kind: 'event';
}>;
/** Anything with fields: an event, a message, a part of one. */
export type Fields = {
    readonly [field: string]: unknown;
};
/** A string field, or undefined if it is missing or something else. */
export declare function text(event: Fields, field: string): string | undefined;
/** An object field (not an array), or undefined. */
export declare function object(event: Fields, field: string): Fields | undefined;
/** True for anything with fields: not null, not an array. */
export declare function isObject(value: unknown): value is Fields;
/** The run that the event names: `runId` (the specification), else `run_id` (the platform's live events). */
export declare function runIdOf(event: AguiEvent): string | undefined;
