/** What an agent may do without asking a person: flag `--permissions`. */
export type PermissionMode = (typeof PERMISSION_MODES)[number];

export const PERMISSION_MODES = ['ask', 'read', 'all', 'none'] as const;

// Without a person to ask, `ask` means `read`.
const RANK: { readonly [mode in PermissionMode]: number } = { none: 0, ask: 1, read: 1, all: 2 };

/** True where `mode` allows more than `limit` does. */
export function exceeds(mode: PermissionMode, limit: PermissionMode): boolean {
  return RANK[mode] > RANK[limit];
}

/** The mode that a text names, undefined for any other text. */
export function permissionMode(text: string | null | undefined): PermissionMode | undefined {
  return PERMISSION_MODES.find((mode) => mode === text);
}
