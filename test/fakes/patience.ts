/**
 * How long a test waits for something to come, in real milliseconds: what has not come by then will not. It tells a hang from
 * a busy machine, and no test may be judged by less. The suite's own limit for a test is above it, so that the wait says
 * what it waited for.
 */
export const HANG_MS = 240_000;
