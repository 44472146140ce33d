/** What a session is at, as `status.phase` says it in every engine. */
export type Phase = 'Pending' | 'Creating' | 'Running' | 'Stopping' | 'Stopped' | 'Completed' | 'Failed';
/** True for a phase that a session leaves only by being started again. */
export declare function isTerminal(phase: Phase | undefined): boolean;
