import { type AguiEvent } from '../agui/events.js';
import type { PassedLimit } from '../result.js';
/** What a command's runs may take together; a limit that is absent is none. */
export interface RunLimits {
    /** In US dollars. */
    readonly maxCost?: number;
    /** Tool rounds: in one the agent makes any number of calls, and reads their results. */
    readonly maxTurns?: number;
    /** Into the model, those from its cache included, and out of it. */
    readonly maxTokens?: number;
}
/** Those of the limits that are set; undefined if none is. */
export declare function runLimits(given: {
    readonly [K in keyof RunLimits]?: RunLimits[K] | undefined;
}): RunLimits | undefined;
/** What only the agent can say of a run. */
export type Reported = 'cost' | 'tokens';
/** Those in words, for a sentence about an agent that reports them too late or not at all. */
export declare function reportedText(kinds: readonly Reported[]): string;
/** Counts what the runs of one command take, from what the agent reports while it works: bounded, however long they are. */
export declare class RunMeter {
    #private;
    constructor(limits: RunLimits);
    /** Another run begins: what came before still counts. */
    begin(): void;
    /** What was counted since the last run's begin is none of it. */
    restart(): void;
    /** Takes an event of the run. The hot path. */
    take(event: AguiEvent): void;
    /** The first limit that has passed, if one has. */
    get passed(): PassedLimit | undefined;
    /** What is limited and only the agent can say. Rounds of tool calls are counted here. */
    get awaited(): readonly Reported[];
    /** What of that was not reported so far. */
    get unreported(): readonly Reported[];
    /** Tool rounds of this run. */
    get turns(): number;
}
