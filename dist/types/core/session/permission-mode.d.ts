/** What an agent may do without asking a person: flag `--permissions`. */
export type PermissionMode = (typeof PERMISSION_MODES)[number];
export declare const PERMISSION_MODES: readonly ['ask', 'read', 'all', 'none'];
/** True where `mode` allows more than `limit` does. */
export declare function exceeds(mode: PermissionMode, limit: PermissionMode): boolean;
/** The mode that a text names, undefined for any other text. */
export declare function permissionMode(text: string | null | undefined): PermissionMode | undefined;
