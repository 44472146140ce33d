/** Environment variables, as an argument everywhere: only entries and the command line look at the process. */
export type Env = {
    readonly [name: string]: string | undefined;
};
