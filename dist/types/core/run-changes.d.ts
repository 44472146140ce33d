/** A file that differs from what it was when a run began. */
export interface ChangedFile {
    /** From the repository's root; in a session with several clones the clone's name comes first. */
    readonly path: string;
    readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
    /** Where a renamed file was. */
    readonly from?: string;
    /** Lines; null for a file that is not text. */
    readonly added: number | null;
    readonly removed: number | null;
}
/** What has changed in a session's workspace since a run began: by whomever, the agent or someone beside it. */
export interface RunChanges {
    /** At most `MAX_FILES`; `total` counts all. */
    readonly files: readonly ChangedFile[];
    readonly total: {
        readonly files: number;
        readonly added: number;
        readonly removed: number;
    };
    /** Why it could not be compared, in words: `files` is empty then. */
    readonly unknown?: string;
    /** The directory that the agent worked in, on the machine that it ran on. */
    readonly dir: string;
    /** The session's own branch, in a worktree or a clone. */
    readonly branch?: string;
}
export declare const NO_TOTAL: {
    files: number;
    added: number;
    removed: number;
};
/** The changes of all files, of which only the first are named. */
export declare function changesOf(files: readonly ChangedFile[], where: Pick<RunChanges, 'dir' | 'branch'>): RunChanges;
/** What an event says; undefined if it says something else. The stream may be a foreign one. */
export declare function readChanges(value: {
    readonly [field: string]: unknown;
}): RunChanges | undefined;
