import { exceeds, type PermissionMode, permissionMode } from '../../core/session/permission-mode.ts';
import { ANNOTATION } from '../../core/session/session.ts';
import { HttpError } from '../http/responses.ts';

/**
 * Refuses annotations that ask for more than serve was started with. A mode that is not known, and the removal of one,
 * leave a session what serve itself allows. @throws HttpError 400
 */
export function checkPermissions(
  annotations: { readonly [key: string]: string | null } = {},
  most: PermissionMode | undefined,
): void {
  const asked = permissionMode(annotations[ANNOTATION.permissions]);
  if (asked === undefined || most === undefined || !exceeds(asked, most)) return;
  throw new HttpError(
    400,
    `Permissions '${asked}' are more than is allowed here: this server was started with --permissions ${most}`,
  );
}

const OWN: ReadonlySet<string> = new Set([
  ANNOTATION.requestId,
  ANNOTATION.stopOwed,
  ANNOTATION.permissions,
  ANNOTATION.questionGrace,
  ANNOTATION.worktree,
  ANNOTATION.autoPush,
  ANNOTATION.threads,
]);

/** Of Amber's annotations only those that mean something over HTTP: a path of the caller's machine means none here. */
export function ownAnnotations<V>(annotations: { readonly [key: string]: V }): { readonly [key: string]: V } {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => !key.toLowerCase().startsWith('amber/') || OWN.has(key)),
  );
}
