import { exceeds, type PermissionMode, permissionMode } from '../core/session/permission-mode.ts';
import { ANNOTATION } from '../core/session/session.ts';
import { HttpError } from './http/answer.ts';

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
