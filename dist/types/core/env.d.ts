/** Environment variables, as an argument everywhere: only entries and the command line look at the process. */
export type Env = {
    readonly [name: string]: string | undefined;
};
/** True for a text that names variables. */
export declare function hasVariables(text: string): boolean;
/**
 * A text with the variables' values in place; a default counts where a variable is unset or empty. What has neither a
 * value nor a default is reported, and stays as it is written.
 */
export declare function expandVariables(text: string, env: Env, isMissing: (variable: string) => void): string;
